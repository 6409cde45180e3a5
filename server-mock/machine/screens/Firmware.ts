import type { SKRSContext2D } from '@napi-rs/canvas'
import type { KeyStroke } from '../Keyboard'
import { sizeInWords } from '../Medium'
import type { Rect } from '../Region'
import { fitted } from '../text/fitted'
import { mono, sans } from '../text/fonts'
import { drawWheel } from '../wheel'
import { type Board, Screen } from './Screen'

export type FirmwareChoice = 'boot' | 'boot-menu' | 'setup'

const memoryMs = 1300
const settleMs = 1200
/** From the first fact's line to the lower edge. */
const factsHeight = 114

/** Power-on self test: the mark, memory that counts up, what is plugged in, and a moment for F2 and F12. */
export class Firmware extends Screen {
  readonly state = 'firmware'
  private readonly done: (choice: FirmwareChoice) => void
  private readonly startedMs: number
  private choice: FirmwareChoice = 'boot'

  constructor(board: Board, done: (choice: FirmwareChoice) => void) {
    super(board)
    this.done = done
    this.startedMs = board.clock.now()
    const totalMs = board.settings.quickStart ? memoryMs / 2 : memoryMs + settleMs
    const stop = this.timers.every(60, () => {
      board.display.invalidate(this.counting())
      if (board.clock.now() - this.startedMs > memoryMs) stop()
    })
    this.timers.after(memoryMs, () => board.display.invalidateAll())
    this.timers.after(totalMs, () => this.done(this.choice))
  }

  override key(stroke: KeyStroke): void {
    if (stroke.code === 'F12') this.choose('boot-menu')
    if (stroke.code === 'F2' || stroke.code === 'Delete') this.choose('setup')
  }

  override mediaChanged(): void {
    this.board.display.invalidateAll()
  }

  override draw(context: SKRSContext2D, area: Rect): void {
    const { width, height } = this.board.display
    context.fillStyle = '#060b10'
    context.fillRect(area.x, area.y, area.width, area.height)
    const radius = Math.min(76, height / 9)
    // Name and version below, the facts at the bottom: on a small display the mark makes room.
    const below = radius * 1.53 + 88
    const middle = Math.round(Math.min(height * 0.4, height - factsHeight - 36 - below))
    drawWheel(context, width / 2, middle, radius, '#39b3bf')
    context.textAlign = 'center'
    context.fillStyle = '#d8e6ee'
    context.font = `600 26px ${sans}`
    context.fillText('Keel firmware', width / 2, middle + below - 26)
    context.fillStyle = '#6f8796'
    context.font = `400 14px ${sans}`
    context.fillText('version 2.14', width / 2, middle + below)
    context.textAlign = 'left'
    this.drawFacts(context, width, height)
    this.drawKeys(context, width, height)
  }

  private drawFacts(context: SKRSContext2D, width: number, height: number): void {
    const { board } = this
    const elapsedMs = Math.min(memoryMs, board.clock.now() - this.startedMs)
    const counted = Math.floor(((elapsedMs / memoryMs) * board.memoryMiB) / 64) * 64
    const facts = [`Memory   ${counted} MiB${elapsedMs >= memoryMs ? ' OK' : ''}`]
    if (elapsedMs >= memoryMs) {
      facts.push('Disk     vda  64 GiB')
      facts.push(
        ...board.media.map(({ kind, name, sizeBytes }) => {
          return `${kind === 'cd' ? 'CD      ' : 'USB disk'} ${name}  ${sizeInWords(sizeBytes)}`
        }),
      )
    }
    context.font = `400 14px ${mono}`
    context.fillStyle = '#90a7b5'
    for (const [row, fact] of facts.slice(0, 4).entries()) {
      context.fillText(fitted(context, fact, width - 80), 40, height - factsHeight + row * 22)
    }
  }

  private drawKeys(context: SKRSContext2D, width: number, height: number): void {
    const word = {
      boot: 'F2  Setup      F12  Boot menu',
      setup: 'Entering setup',
      'boot-menu': 'Entering the boot menu',
    }
    context.font = `400 14px ${mono}`
    context.fillStyle = this.choice === 'boot' ? '#90a7b5' : '#5fd0d3'
    context.textAlign = 'right'
    context.fillText(word[this.choice], width - 40, height - 40)
    context.textAlign = 'left'
  }

  private choose(choice: FirmwareChoice): void {
    this.choice = choice
    this.board.display.invalidateAll()
  }

  private counting(): Rect {
    return { x: 30, y: this.board.display.height - factsHeight - 20, width: 320, height: 28 }
  }
}
