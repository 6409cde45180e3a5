export { IdleCard } from './IdleCard'
export { LinkCard } from './LinkCard'
export { SignalCard } from './SignalCard'
export { UnknownFamily } from './UnknownFamily'
