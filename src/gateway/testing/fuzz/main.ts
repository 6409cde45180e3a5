import { parseArgs } from 'node:util'
import { fuzz } from './fuzz.ts'

const print = (line: string) => process.stdout.write(`${line}\n`)

// `npm run fuzz`: the exit code is 0 when nothing ended, nothing fell into the last net and nobody else had to wait.
const { values } = parseArgs({ options: { seed: { type: 'string' }, inputs: { type: 'string' } } })
const seed = Number(values.seed ?? Date.now() % 2 ** 31)
const inputs = Number(values.inputs ?? 100_000)
print(`${inputs} inputs from seed ${seed} …`)
const report = await fuzz({ seed, inputs, progress: done => print(`  ${done}`) })
for (const [kind, count] of Object.entries(report.tried)) print(`${String(count).padStart(7)} ${kind}`)
const { usualMs, fuzzedMs, slowShare, worstMs, asked, unforeseen, ended } = report
const ms = (value: number) => `${value.toFixed(2)} ms`
print(`Somebody else’s request took ${ms(usualMs)} before and ${ms(fuzzedMs)} meanwhile, in the median of ${asked}`)
print(
  `(${(fuzzedMs / usualMs).toFixed(2)} times). ${(100 * slowShare).toFixed(1)} % took more than twice as long, ${ms(worstMs)} at worst.`,
)
print(ended ?? 'The gateway has not ended.')
for (const error of new Set(unforeseen)) print(error)
const isGood = ended === undefined && unforeseen.length === 0 && fuzzedMs < 2 * usualMs
process.exit(isGood ? 0 : 1)
