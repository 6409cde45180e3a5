import { codeOf } from './keyNames'

export type MacroStep =
  | { readonly do: 'press'; readonly codes: readonly string[] }
  | { readonly do: 'type'; readonly text: string }
  | { readonly do: 'wait'; readonly ms: number }

export type ScriptProblem = { readonly line: number; readonly text: string; readonly why: 'key' | 'wait' }

export type Script =
  | { readonly steps: readonly MacroStep[]; readonly problem?: undefined }
  | { readonly steps?: undefined; readonly problem: ScriptProblem }

const longestWaitMs = 60_000

/**
 * Reads a macro, one step a line: keys joined by `+` (`Ctrl+Alt+Del`), `type` and a text, `wait` and milliseconds, or
 * `#` and a note. Stops at the first line it cannot read.
 */
export function readScript(script: string): Script {
  const steps: MacroStep[] = []
  for (const [index, line] of script.split('\n').entries()) {
    const text = line.trim()
    if (text === '' || text.startsWith('#')) continue
    const step = readStep(text, line)
    if (typeof step === 'string') return { problem: { line: index + 1, text, why: step } }
    steps.push(step)
  }
  return { steps }
}

function readStep(text: string, line: string): MacroStep | 'key' | 'wait' {
  const typed = /^\s*type (.*)$/.exec(line)?.[1] // spaces at the end belong to the text
  if (typed !== undefined) return { do: 'type', text: typed }
  const wait = /^wait\b\s*(.*)$/i.exec(text)?.[1]
  if (wait !== undefined) {
    const ms = Number(wait.replace(/\s*ms$/, ''))
    return wait !== '' && ms >= 0 && ms <= longestWaitMs ? { do: 'wait', ms } : 'wait'
  }
  const codes = text.split('+').map(name => codeOf(name.trim()))
  return codes.every(code => code !== undefined) ? { do: 'press', codes } : 'key'
}
