import type { Board } from '../screens/Screen'
import type { CommandShell } from './CommandShell'

const everyMs = 1000
const programs = ['harbour-view', 'compositor', 'terminal', 'editor', 'sshd', 'syslogd', 'init'] as const

/** What the machine pretends to be busy with, from its own chance. */
export function sample(board: Board): { cpu: readonly number[]; usedMiB: number } {
  const cpu = Array.from({ length: 4 }, (_, core) => Math.min(100, Math.round(4 + core * 3 + board.random() * 22)))
  return { cpu, usedMiB: Math.round(board.memoryMiB * (0.21 + board.random() * 0.01)) }
}

/** Processor, memory and programs, once a second, until q. */
export function watch(shell: CommandShell): void {
  const draw = () => shell.host.write(page(shell))
  shell.host.write('\x1b[2J')
  draw()
  const stop = shell.host.every(everyMs, draw)
  shell.run({
    key: stroke => {
      if (stroke.text !== 'q' && stroke.code !== 'Escape') return
      shell.host.write('\x1b[2J\x1b[H')
      shell.finish()
    },
    stop,
  })
}

function page(shell: CommandShell): string {
  const { board, columns, rows } = shell.host
  const { cpu, usedMiB } = sample(board)
  const width = Math.max(10, Math.min(44, columns - 26))
  const lines = [
    `\x1b[1m${board.name}\x1b[0m   ${new Date(board.clock.now()).toISOString().slice(11, 19)}   \x1b[90mq ends\x1b[0m`,
    '',
    ...cpu.map((load, core) => `cpu${core}  ${bar(load, width)} ${String(load).padStart(3)} %`),
    `mem   ${bar((usedMiB / board.memoryMiB) * 100, width)} ${usedMiB} MiB`,
    '',
    '\x1b[7m  PID  PROGRAM         CPU    MEMORY \x1b[0m',
    ...programs.map((name, at) => {
      const load = (board.random() * (9 - at)).toFixed(1)
      return `${String(900 - at * 117).padStart(5)}  ${name.padEnd(14)} ${load.padStart(4)} %  ${String(148 - at * 19).padStart(4)} MiB`
    }),
  ]
  const shown = lines.slice(0, rows - 1)
  return `\x1b[H${shown.map(line => `${line}\x1b[K`).join('\n')}`
}

function bar(percent: number, width: number): string {
  const full = Math.round((Math.min(100, percent) / 100) * width)
  const ink = percent > 75 ? '\x1b[31m' : percent > 40 ? '\x1b[33m' : '\x1b[36m'
  return `${ink}${'█'.repeat(full)}\x1b[90m${'─'.repeat(width - full)}\x1b[0m`
}
