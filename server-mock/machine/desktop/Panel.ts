import type { SKRSContext2D } from '@napi-rs/canvas'
import { contains, type Rect } from '../Region'
import type { Board } from '../screens/Screen'
import { fitted } from '../text/fitted'
import { sans } from '../text/fonts'
import { drawWheel } from '../wheel'
import { look } from './look'
import type { Window } from './Window'

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const taskWidth = 148
const tasksFrom = 118

/** The bar on top: menu, windows, lock keys, clock. */
export class Panel {
  private readonly board: Board

  constructor(board: Board) {
    this.board = board
  }

  get rect(): Rect {
    return { x: 0, y: 0, width: this.board.display.width, height: look.panelHeight }
  }

  get clockRect(): Rect {
    return { x: this.board.display.width - 190, y: 0, width: 190, height: look.panelHeight }
  }

  partAt(x: number, y: number, windows: readonly Window[]): 'menu' | Window | 'rest' | undefined {
    if (!contains(this.rect, x, y)) return undefined
    if (x < tasksFrom - 8) return 'menu'
    const task = windows[Math.floor((x - tasksFrom) / this.taskWidth(windows.length))]
    return task && x >= tasksFrom && x < this.clockRect.x - 60 ? task : 'rest'
  }

  draw(context: SKRSContext2D, windows: readonly Window[], focused: Window | undefined, menuOpen: boolean): void {
    const { width, height } = this.rect
    context.fillStyle = look.panel
    context.fillRect(0, 0, width, height)
    context.fillStyle = 'rgba(120, 190, 200, 0.14)'
    context.fillRect(0, height - 1, width, 1)
    if (menuOpen) {
      context.fillStyle = look.chosen
      context.beginPath()
      context.roundRect(6, 4, 98, height - 8, 7)
      context.fill()
    }
    drawWheel(context, 24, height / 2, 6.2, look.accent)
    context.fillStyle = look.ink
    context.font = `600 14px ${sans}`
    context.fillText('Harbor', 42, 23)
    const each = this.taskWidth(windows.length)
    for (const [at, window] of windows.entries())
      this.drawTask(context, window, window === focused, tasksFrom + at * each, each)
    this.drawLocks(context)
    this.drawClock(context)
  }

  private drawTask(context: SKRSContext2D, window: Window, focused: boolean, x: number, width: number): void {
    if (focused) {
      context.fillStyle = 'rgba(120, 190, 200, 0.16)'
      context.beginPath()
      context.roundRect(x, 4, width - 6, look.panelHeight - 8, 7)
      context.fill()
    }
    context.fillStyle = window.minimized ? '#64808f' : focused ? look.ink : '#a9bfcb'
    context.font = `400 13px ${sans}`
    context.fillText(fitted(context, window.app.title, width - 28), x + 12, 23)
  }

  private drawLocks(context: SKRSContext2D): void {
    const { caps } = this.board.locks
    if (!caps) return
    const x = this.clockRect.x - 54
    context.fillStyle = 'rgba(232, 195, 117, 0.16)'
    context.beginPath()
    context.roundRect(x, 8, 46, 20, 6)
    context.fill()
    context.fillStyle = '#e8c375'
    context.font = `500 12px ${sans}`
    context.fillText('Caps', x + 9, 22)
  }

  private drawClock(context: SKRSContext2D): void {
    const now = new Date(this.board.clock.now())
    const date = `${days[now.getUTCDay()]} ${now.getUTCDate()} ${months[now.getUTCMonth()]}`
    const right = this.rect.width - 18
    context.textAlign = 'right'
    context.font = `400 13px ${sans}`
    context.fillStyle = look.inkQuiet
    context.fillText(date, right - 78, 23)
    context.fillStyle = look.ink
    context.font = `500 14px ${sans}`
    context.textAlign = 'center'
    // Each figure in its own place: the canvas has no tabular figures, and a clock must not shiver.
    const figures = [...now.toISOString().slice(11, 19)]
    let x = right - 2 * 6 - 6 * 9
    for (const figure of figures) {
      const width = figure === ':' ? 6 : 9
      context.fillText(figure, x + width / 2, 23)
      x += width
    }
    context.textAlign = 'left'
  }

  private taskWidth(count: number): number {
    const room = this.clockRect.x - 60 - tasksFrom
    return Math.max(40, Math.min(taskWidth, Math.floor(room / Math.max(1, count))))
  }
}
