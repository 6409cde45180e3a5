import { fileURLToPath } from 'node:url'
import { generate } from './generate.ts'

process.exitCode = generate(process.argv.slice(2), fileURLToPath(new URL('../../..', import.meta.url)))
