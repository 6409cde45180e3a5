import type { SKRSContext2D } from '@napi-rs/canvas'
import type { KeyStroke } from '../Keyboard'
import { type Medium, sizeInWords } from '../Medium'
import type { Rect } from '../Region'
import { fitted } from '../text/fitted'
import { mono, sans } from '../text/fonts'
import { drawWheel } from '../wheel'
import { type Board, Screen } from './Screen'

export type InstallerEnd = 'restart' | 'disk' | 'desktop'

const choices = ['Install Harbor 12', 'Try it without installing', 'Start from the disk instead'] as const
const installMs = 24_000
const steps = ['Partitioning vda', 'Copying files', 'Setting up the boot loader', 'Finishing'] as const

/** What starts from attached media: a menu that names the image, and an installation that reads from it. */
export class Installer extends Screen {
  readonly state = 'installer'
  readonly medium: Medium
  private readonly done: (end: InstallerEnd) => void
  private chosen = 0
  private page: 'menu' | 'installing' | 'finished' = 'menu'
  private startedMs = 0

  constructor(board: Board, medium: Medium, done: (end: InstallerEnd) => void) {
    super(board)
    this.medium = medium
    this.done = done
    board.disk.busy(900)
  }

  /** 0 to 1. */
  get progress(): number {
    if (this.page === 'menu') return 0
    return Math.min(1, (this.board.clock.now() - this.startedMs) / installMs)
  }

  override key(stroke: KeyStroke): void {
    const enters = stroke.code === 'Enter' || stroke.code === 'NumpadEnter'
    if (this.page === 'finished' && enters) return this.done('restart')
    if (this.page !== 'menu') return
    if (stroke.code === 'ArrowDown') this.chosen = (this.chosen + 1) % choices.length
    if (stroke.code === 'ArrowUp') this.chosen = (this.chosen + choices.length - 1) % choices.length
    this.board.display.invalidateAll()
    if (!enters) return
    if (this.chosen === 0) this.install()
    else this.done(this.chosen === 1 ? 'desktop' : 'disk')
  }

  override mediaChanged(): void {
    if (this.page !== 'finished' && !this.board.media.some(({ name }) => name === this.medium.name)) {
      this.board.panic('the start medium is gone')
    }
  }

  override draw(context: SKRSContext2D, area: Rect): void {
    const { width, height } = this.board.display
    const back = context.createLinearGradient(0, 0, 0, height)
    back.addColorStop(0, '#0d2431')
    back.addColorStop(1, '#081520')
    context.fillStyle = back
    context.fillRect(area.x, area.y, area.width, area.height)
    const box = { width: Math.min(640, width - 64), height: 330 }
    const x = Math.round((width - box.width) / 2)
    const y = Math.round((height - box.height) / 2) - 20
    drawWheel(context, x + 27, y + 27, 17, '#4cc4cf')
    context.fillStyle = '#eaf4f8'
    context.font = `600 24px ${sans}`
    context.fillText('Harbor 12', x + 70, y + 24)
    context.fillStyle = '#8fabb9'
    context.font = `400 14px ${mono}`
    const { name, kind, sizeBytes, writable } = this.medium
    const facts = `${kind === 'cd' ? 'CD' : 'USB disk'}, ${sizeInWords(sizeBytes)}${writable ? ', writable' : ''}`
    context.fillText(fitted(context, name, box.width - 70), x + 70, y + 50)
    context.fillText(facts, x + 70, y + 72)
    if (this.page === 'menu') this.drawMenu(context, x, y + 118, box.width)
    else this.drawProgress(context, x, y + 130, box.width)
  }

  private drawMenu(context: SKRSContext2D, x: number, y: number, width: number): void {
    for (const [row, label] of choices.entries()) {
      const top = y + row * 50
      context.fillStyle = row === this.chosen ? '#1d6773' : '#12303f'
      context.beginPath()
      context.roundRect(x, top, width, 42, 8)
      context.fill()
      context.fillStyle = row === this.chosen ? '#ffffff' : '#b9cfda'
      context.font = `500 15px ${sans}`
      context.fillText(label, x + 20, top + 27)
    }
    context.fillStyle = '#7f9aa9'
    context.font = `400 13px ${sans}`
    context.fillText('↑ ↓  choose      Enter  go on', x, y + 186)
  }

  private drawProgress(context: SKRSContext2D, x: number, y: number, width: number): void {
    const { progress } = this
    const finished = this.page === 'finished'
    const step = steps[Math.min(steps.length - 1, Math.floor(progress * steps.length))] ?? ''
    context.fillStyle = '#eaf4f8'
    context.font = `500 16px ${sans}`
    context.fillText(finished ? 'Installed' : step, x, y)
    context.textAlign = 'right'
    context.fillStyle = '#8fabb9'
    context.fillText(`${Math.floor(progress * 100)} %`, x + width, y)
    context.textAlign = 'left'
    context.fillStyle = '#12303f'
    context.beginPath()
    context.roundRect(x, y + 18, width, 8, 4)
    context.fill()
    context.fillStyle = '#4cc4cf'
    context.beginPath()
    context.roundRect(x, y + 18, Math.max(8, width * progress), 8, 4)
    context.fill()
    context.fillStyle = '#8fabb9'
    context.font = `400 14px ${sans}`
    const words = finished ? 'Remove the medium, then press Enter to restart.' : `Reading from ${this.medium.name}`
    context.fillText(fitted(context, words, width), x, y + 58)
  }

  private install(): void {
    this.page = 'installing'
    this.startedMs = this.board.clock.now()
    const stop = this.timers.every(250, () => {
      this.board.disk.busy(this.board.random() * 400)
      this.board.display.invalidateAll()
      if (this.progress < 1) return
      stop()
      this.page = 'finished'
    })
  }
}
