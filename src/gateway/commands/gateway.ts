import { fileURLToPath } from 'node:url'
import { generate } from './generate'

process.exitCode = generate(process.argv.slice(2), fileURLToPath(new URL('../../..', import.meta.url)))
