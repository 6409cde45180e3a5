import type { HTMLAttributes, Ref } from 'react'
import { classes } from './classes'

export interface CardProps extends HTMLAttributes<HTMLElement> {
  /** `overlay` floats above the picture with the one soft shadow; `raised` lies in a panel. */
  readonly level?: 'raised' | 'overlay'
  readonly ref?: Ref<HTMLElement>
}

/** A bordered surface that holds one idea. */
export function Card({ level = 'raised', className, ...rest }: CardProps) {
  const look = level === 'overlay' ? 'border-line-strong bg-overlay shadow-soft' : 'border-line bg-raised'
  return <section className={classes('rounded-outer border', look, className)} {...rest} />
}
