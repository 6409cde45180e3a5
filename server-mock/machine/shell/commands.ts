import { sizeInWords } from '../Medium'
import type { CommandShell } from './CommandShell'
import { sample, watch } from './watch'

export interface Command {
  readonly does: string
  run(shell: CommandShell, words: readonly string[], line: string): void
}

const release = '6.12.9'

/** What can be typed. Every one does what it says, on this machine. */
export const commands: Readonly<Record<string, Command>> = {
  help: { does: 'this list', run: help },
  ls: { does: 'names in a folder', run: ls },
  cat: { does: 'shows files', run: cat },
  echo: { does: 'prints words; > and >> write a file', run: echo },
  edit: { does: 'opens a file in the editor', run: edit },
  cd: { does: 'goes to a folder', run: cd },
  pwd: { does: 'names the folder', run: shell => shell.say(shell.folder) },
  mkdir: {
    does: 'makes folders',
    run: (shell, words) => eachPath(shell, words, path => files(shell).makeFolder(path)),
  },
  rm: { does: 'removes files', run: rm },
  date: { does: 'the time', run: shell => shell.say(new Date(shell.host.board.clock.now()).toUTCString()) },
  uptime: { does: 'how long this machine runs', run: uptime },
  uname: { does: 'the system (-a: all of it)', run: uname },
  whoami: { does: 'who you are', run: shell => shell.say('ops') },
  hostname: { does: 'the name of this machine', run: shell => shell.say(shell.host.board.name) },
  lsblk: { does: 'disks and attached media', run: lsblk },
  watch: { does: 'processor, memory and programs; q ends', run: shell => watch(shell) },
  free: { does: 'memory', run: free },
  mode: { does: 'display size, as in: mode 1280x720', run: mode },
  sync: { does: 'writes what is not on disk yet', run: shell => shell.host.board.disk.busy(900) },
  seq: { does: 'counts, as in: seq 1 200', run: seq },
  bell: { does: 'rings', run: shell => shell.host.board.bell() },
  history: { does: 'what was typed', run: history },
  clear: { does: 'empties the terminal', run: shell => shell.host.write('\x1b[2J\x1b[3J\x1b[H') },
  panic: { does: 'stops the kernel, for practice', run: shell => shell.host.board.panic('sysrq triggered crash') },
  reboot: { does: 'restarts', run: shell => shell.host.board.shutDown('restart') },
  poweroff: { does: 'shuts down', run: shell => shell.host.board.shutDown('off') },
  exit: { does: 'closes the terminal', run: shell => shell.host.exit() },
}

function files(shell: CommandShell) {
  return shell.host.board.files
}

function eachPath(shell: CommandShell, words: readonly string[], run: (path: string, typed: string) => void): void {
  for (const word of words) run(shell.path(word), word)
}

function help(shell: CommandShell): void {
  for (const [name, { does }] of Object.entries(commands)) shell.say(`  \x1b[36m${name.padEnd(9)}\x1b[0m ${does}`)
}

function ls(shell: CommandShell, words: readonly string[]): void {
  const [typed = '.'] = words.filter(word => !word.startsWith('-'))
  const names = files(shell).list(shell.path(typed))
  if (!names && files(shell).read(shell.path(typed)) !== undefined) return shell.say(typed)
  if (!names) return shell.say(`ls: ${typed}: no such file or folder`)
  if (names.length === 0) return
  const width = Math.max(...names.map(name => name.length)) + 3
  const perRow = Math.max(1, Math.floor(shell.host.columns / width))
  for (let from = 0; from < names.length; from += perRow) {
    const row = names.slice(from, from + perRow)
    shell.say(row.map(name => `${name.endsWith('/') ? '\x1b[34m' : ''}${name.padEnd(width)}\x1b[0m`).join(''))
  }
}

function cat(shell: CommandShell, words: readonly string[]): void {
  shell.host.board.disk.busy(120)
  eachPath(shell, words, (path, typed) => {
    const text = files(shell).read(path)
    if (text === undefined)
      return shell.say(`cat: ${typed}: ${files(shell).isFolder(path) ? 'is a folder' : 'no such file'}`)
    shell.host.write(text.endsWith('\n') || text === '' ? text : `${text}\n`)
  })
}

function echo(shell: CommandShell, words: readonly string[]): void {
  const at = words.findIndex(word => word === '>' || word === '>>')
  if (at < 0) return shell.say(words.join(' '))
  const target = words[at + 1]
  if (target === undefined) return shell.say('echo: a file name is missing')
  const path = shell.path(target)
  if (files(shell).isFolder(path)) return shell.say(`echo: ${target}: is a folder`)
  const before = words[at] === '>>' ? (files(shell).read(path) ?? '') : ''
  files(shell).write(path, `${before}${words.slice(0, at).join(' ')}\n`)
  shell.host.board.disk.busy(200)
}

function edit(shell: CommandShell, words: readonly string[]): void {
  const [typed] = words
  if (typed === undefined) return shell.say('edit: a file name is missing')
  shell.host.edit(shell.path(typed))
}

function cd(shell: CommandShell, words: readonly string[]): void {
  const path = shell.path(words[0] ?? '~')
  if (files(shell).isFolder(path)) shell.changeFolder(path)
  else shell.say(`cd: ${words[0]}: no such folder`)
}

function rm(shell: CommandShell, words: readonly string[]): void {
  eachPath(shell, words, (path, typed) => {
    if (!files(shell).remove(path)) shell.say(`rm: ${typed}: no such file`)
  })
  shell.host.board.disk.busy(200)
}

function uptime(shell: CommandShell): void {
  const seconds = Math.floor(shell.host.board.uptimeMs / 1000)
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  shell.say(`up ${hours} h ${minutes} min ${seconds % 60} s, 1 user`)
}

function uname(shell: CommandShell, words: readonly string[]): void {
  shell.say(words.includes('-a') ? `Harbor ${shell.host.board.name} ${release}-harbor x86_64` : 'Harbor')
}

function lsblk(shell: CommandShell): void {
  shell.say('\x1b[1mNAME    SIZE     WHAT\x1b[0m')
  shell.say('vda     64 GiB   disk')
  shell.say('├─vda1  512 MiB  /boot')
  shell.say('└─vda2  63 GiB   /')
  for (const { kind, name, sizeBytes, writable } of shell.host.board.media) {
    const size = sizeInWords(sizeBytes).padEnd(8)
    shell.say(`${kind === 'cd' ? 'sr0' : 'sda'}     ${size} ${name}${writable ? '' : ', read only'}`)
  }
}

function free(shell: CommandShell): void {
  const { usedMiB } = sample(shell.host.board)
  const { memoryMiB } = shell.host.board
  shell.say('\x1b[1m         total    used     free\x1b[0m')
  const row = [memoryMiB, usedMiB, memoryMiB - usedMiB].map(each => `${each} MiB`.padEnd(9))
  shell.say(`Memory   ${row.join('')}`)
}

function mode(shell: CommandShell, words: readonly string[]): void {
  const { display } = shell.host.board
  const size = /^(\d{3,4})x(\d{3,4})$/.exec(words[0] ?? '')
  if (!size) return shell.say(`${display.widthPx}x${display.heightPx}`)
  shell.host.board.resize(Number(size[1]), Number(size[2]))
}

function seq(shell: CommandShell, words: readonly string[]): void {
  const [first = 1, last = first] = words.map(Number).filter(Number.isFinite)
  const from = words.length > 1 ? first : 1
  const count = Math.min(2000, last - from + 1)
  for (let at = 0; at < count; at++) shell.say(String(from + at))
}

function history(shell: CommandShell): void {
  for (const [at, line] of shell.history.entries()) shell.say(`${String(at + 1).padStart(4)}  ${line}`)
}
