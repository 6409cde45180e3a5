import type { SKRSContext2D } from '@napi-rs/canvas'
import { Timers } from '../Clock'
import type { KeyStroke } from '../Keyboard'
import type { CursorShape } from '../Pointer'
import { contains, intersect, type Rect, subtract } from '../Region'
import { type Board, type PointerInput, Screen } from '../screens/Screen'
import { fitted } from '../text/fitted'
import { sans } from '../text/fonts'
import type { App, AppHost } from './App'
import { EditorApp } from './EditorApp'
import { firstWindows, type WindowName } from './firstWindows'
import { HarbourApp } from './HarbourApp'
import { look } from './look'
import { Menu, type MenuItem } from './Menu'
import { Panel } from './Panel'
import { TerminalApp } from './TerminalApp'
import { Wallpaper } from './Wallpaper'
import { contentOf, Window } from './Window'

export interface DesktopOptions {
  /** What is open at first; all three unless said. */
  readonly windows?: readonly WindowName[]
  /** Whether the moving picture moves from the start. */
  readonly moving?: boolean
  /** Said once, for some seconds. */
  readonly notice?: string
}

type Drag =
  | { readonly kind: 'move' | 'resize'; readonly window: Window; readonly dx: number; readonly dy: number }
  | { readonly kind: 'content'; readonly window: Window }

type ButtonInput = Extract<PointerInput, { readonly button: unknown }>

const doubleClickMs = 400
const noticeMs = 8000
const notesPath = '/home/ops/notes.txt'

/** Windows over a wallpaper, under a panel. */
export class Desktop extends Screen {
  readonly state = 'desktop'
  /** Bottom first. */
  private readonly windows: Window[] = []
  /** In order of opening, as the panel shows them. */
  private readonly tasks: Window[] = []
  private readonly wallpaper = new Wallpaper()
  private readonly panel: Panel
  private readonly logOut: () => void
  private menu: Menu | undefined
  private notice: string | undefined
  private drag: Drag | undefined
  private focused: Window | undefined
  private lastTitleClick: { window: Window; atMs: number } | undefined
  private x = 0
  private y = 0
  private shownCursor: CursorShape = 'arrow'
  private readonly hosts = new Map<Window, Timers>()

  constructor(board: Board, options: DesktopOptions, logOut: () => void) {
    super(board)
    this.logOut = logOut
    this.panel = new Panel(board)
    for (const [name, frame] of firstWindows(board.display.width, board.display.height)) {
      if (options.windows && !options.windows.includes(name)) continue
      if (name === 'editor') this.open(host => new EditorApp(host, notesPath), frame)
      if (name === 'harbour') this.open(host => new HarbourApp(host, options.moving ?? false), frame)
      if (name === 'terminal') this.open(host => new TerminalApp(host), frame)
    }
    this.tick()
    if (options.notice) this.say(options.notice)
  }

  /** Windows with their frames, bottom first; screen units. */
  get frames(): readonly { readonly title: string; readonly frame: Rect; readonly focused: boolean }[] {
    const shown = this.windows.filter(window => !window.minimized)
    return shown.map(window => ({ title: window.app.title, frame: window.frame, focused: window === this.focused }))
  }

  /** The topmost program of a kind. */
  app<T extends App>(kind: new (...args: never[]) => T): T | undefined {
    return this.windows.map(({ app }) => app).findLast((app): app is T => app instanceof kind)
  }

  override get cursor(): CursorShape {
    return this.shownCursor
  }

  override draw(context: SKRSContext2D, area: Rect): void {
    const { width, height, scale } = this.board.display
    this.wallpaper.draw(context, width, height, scale, area)
    // Nothing below a window that covers the whole area can be seen.
    const bottom = this.windows.findLastIndex(window => !window.minimized && covers(window.solid, area))
    for (const window of this.windows.slice(Math.max(0, bottom))) window.draw(context, window === this.focused, area)
    if (intersect(this.panel.rect, area)) this.panel.draw(context, this.tasks, this.focused, this.menu !== undefined)
    if (this.menu && intersect(this.menu.extent, area)) this.menu.draw(context)
    if (this.notice !== undefined && intersect(this.noticeRect(), area)) this.drawNotice(context, this.notice)
  }

  override key(stroke: KeyStroke): void {
    if (this.menu) return this.menuKey(this.menu, stroke)
    if (stroke.alt && stroke.code === 'F4') return this.focused && this.close(this.focused)
    if (stroke.alt && stroke.code === 'Tab') return this.cycle()
    if (stroke.ctrl && stroke.alt && stroke.code === 'KeyT') return this.openTerminal()
    if (stroke.ctrl && stroke.alt && stroke.code === 'Delete') return this.openMenu()
    this.focused?.app.key(stroke)
  }

  override pointer(input: PointerInput): void {
    this.x = input.x
    this.y = input.y
    if (input.kind === 'move') this.pointerMoved()
    if (input.kind === 'down') this.pressed(input)
    if (input.kind === 'up') this.released(input)
    if (input.kind === 'wheel') {
      const window = this.windowAt(input.x, input.y)
      if (window) window.app.pointer(inside(window, input))
    }
    this.showCursor()
  }

  override resized(): void {
    const { width, height } = this.board.display
    this.closeMenu()
    for (const window of this.windows) {
      if (window.restored) this.place(window, this.whole())
      const frame = {
        ...window.frame,
        width: Math.min(window.frame.width, width),
        height: Math.min(window.frame.height, height - look.panelHeight),
      }
      const x = Math.max(0, Math.min(frame.x, width - frame.width))
      const y = Math.max(look.panelHeight, Math.min(frame.y, height - frame.height))
      this.place(window, { ...frame, x, y })
    }
  }

  override locksChanged(): void {
    this.board.display.invalidate(this.panel.rect)
  }

  override dispose(): void {
    super.dispose()
    for (const window of this.windows) this.endApp(window)
  }

  private open(make: (host: AppHost) => App, frame: Rect): void {
    const timers = new Timers(this.board.clock)
    // The program needs its window and the window its program: the host looks the window up when asked.
    const holder: { window?: Window; frame: Rect } = { frame }
    const window = new Window(make(this.hostFor(timers, holder)), frame)
    holder.window = window
    this.hosts.set(window, timers)
    this.windows.push(window)
    this.tasks.push(window)
    this.focus(window)
    this.board.display.invalidate(this.panel.rect)
    this.board.disk.busy(250)
  }

  private hostFor(timers: Timers, holder: { window?: Window; frame: Rect }): AppHost {
    const desktop = this
    const content = () => contentOf(holder.window?.frame ?? holder.frame)
    const shown = () => holder.window && !holder.window.minimized
    return {
      board: this.board,
      get focused() {
        return holder.window === desktop.focused
      },
      get width() {
        return content().width
      },
      get height() {
        return content().height
      },
      invalidate: rect => {
        const { x, y, width, height } = content()
        const due = intersect({ ...rect, x: rect.x + x, y: rect.y + y }, { x, y, width, height })
        if (due && shown()) this.invalidateVisible(holder.window, due)
      },
      invalidateAll: () => shown() && this.invalidateVisible(holder.window, content()),
      titleChanged: () => {
        if (holder.window) this.invalidateVisible(holder.window, holder.window.titleBar)
        this.board.display.invalidate(this.panel.rect)
      },
      close: () => holder.window && this.close(holder.window),
      edit: path => this.open(host => new EditorApp(host, path), this.nextFrame(560, 400)),
      after: (delayMs, run) => timers.after(delayMs, run),
      every: (periodMs, run) => timers.every(periodMs, run),
    }
  }

  /** What stands under other windows is not seen, so nothing changes where it is covered. */
  private invalidateVisible(window: Window | undefined, rect: Rect): void {
    const above = window ? this.windows.slice(this.windows.indexOf(window) + 1) : []
    let parts = [rect]
    for (const { solid, minimized } of above) if (!minimized) parts = parts.flatMap(part => subtract(part, solid))
    for (const part of parts) this.board.display.invalidate(part)
  }

  private close(window: Window): void {
    this.endApp(window)
    this.windows.splice(this.windows.indexOf(window), 1)
    this.tasks.splice(this.tasks.indexOf(window), 1)
    this.board.display.invalidate(window.extent)
    this.board.display.invalidate(this.panel.rect)
    if (this.drag?.window === window) this.drag = undefined
    this.focus(this.windows.findLast(each => !each.minimized))
  }

  private endApp(window: Window): void {
    window.app.dispose()
    this.hosts.get(window)?.dispose()
    this.hosts.delete(window)
  }

  private focus(window: Window | undefined): void {
    const before = this.focused
    const top = this.windows.at(-1)
    if (window && window !== top) {
      this.windows.splice(this.windows.indexOf(window), 1)
      this.windows.push(window)
    }
    if (before === window && window === top) return
    this.focused = window
    before?.app.focusChanged()
    window?.app.focusChanged()
    if (before && this.windows.includes(before)) this.board.display.invalidate(before.extent)
    if (window) this.board.display.invalidate(window.extent)
    this.board.display.invalidate(this.panel.rect)
  }

  private cycle(): void {
    const next = this.windows.find(window => !window.minimized)
    if (next) this.focus(next)
  }

  private pressed(input: ButtonInput): void {
    const { x, y } = input
    if (this.menu) {
      const item = this.menu.items[this.menu.itemAt(x, y)]
      this.closeMenu()
      return item?.run()
    }
    if (this.notice !== undefined && contains(this.noticeRect(), x, y)) return this.say(undefined)
    const part = this.panel.partAt(x, y, this.tasks)
    if (part === 'menu') return this.openMenu()
    if (part instanceof Window) return this.taskPressed(part)
    if (part === 'rest') return
    const window = this.windowAt(x, y)
    if (!window) return this.focus(undefined)
    this.focus(window)
    const there = window.partAt(x, y)
    if (there === 'content') {
      this.drag = { kind: 'content', window }
      window.app.pointer(inside(window, input))
    } else if (input.button === 'left' && there) this.framePressed(window, there, x, y)
  }

  private framePressed(window: Window, part: ReturnType<Window['partAt']>, x: number, y: number): void {
    if (part === 'close') return this.close(window)
    if (part === 'maximize') return this.maximize(window)
    if (part === 'minimize') return this.minimize(window)
    const { frame } = window
    if (part === 'corner') {
      this.drag = { kind: 'resize', window, dx: frame.x + frame.width - x, dy: frame.y + frame.height - y }
      return
    }
    const atMs = this.board.clock.now()
    const twice = this.lastTitleClick?.window === window && atMs - this.lastTitleClick.atMs < doubleClickMs
    this.lastTitleClick = twice ? undefined : { window, atMs }
    if (twice) return this.maximize(window)
    if (!window.restored) this.drag = { kind: 'move', window, dx: frame.x - x, dy: frame.y - y }
  }

  private pointerMoved(): void {
    const { x, y, drag, menu } = this
    if (menu) {
      const item = menu.itemAt(x, y)
      if (item !== menu.chosen) this.choose(menu, item)
      return
    }
    if (!drag) {
      const window = this.windowAt(x, y)
      if (window?.partAt(x, y) === 'content') window.app.pointer(inside(window, { kind: 'move', x, y }))
      return
    }
    if (drag.kind === 'content') return drag.window.app.pointer(inside(drag.window, { kind: 'move', x, y }))
    if (drag.kind === 'move') return this.moveTo(drag.window, Math.round(x + drag.dx), Math.round(y + drag.dy))
    const { frame, app } = drag.window
    const width = Math.max(app.smallest.width, Math.round(x + drag.dx - frame.x))
    const height = Math.max(app.smallest.height, Math.round(y + drag.dy - frame.y))
    this.place(drag.window, { ...frame, width, height })
  }

  private released(input: ButtonInput): void {
    const { drag } = this
    if (drag?.kind === 'content') drag.window.app.pointer(inside(drag.window, input))
    if (input.button === 'left' || drag?.kind === 'content') this.drag = undefined
  }

  /** Carries a window: what was seen of it stays what it was, which saves viewers its pixels. */
  private moveTo(window: Window, left: number, topmost: number): void {
    const { display } = this.board
    const y = Math.max(look.panelHeight, Math.min(topmost, display.height - look.titleHeight))
    const x = Math.max(80 - window.frame.width, Math.min(left, display.width - 80))
    const dx = x - window.frame.x
    const dy = y - window.frame.y
    if (dx === 0 && dy === 0) return
    const before = window.extent
    const beforeSolid = window.solid
    window.frame = { ...window.frame, x, y }
    const overlaid = this.notice !== undefined && [beforeSolid, window.solid].some(r => intersect(r, this.noticeRect()))
    if (overlaid || window !== this.windows.at(-1)) {
      display.invalidate(before)
      return display.invalidate(window.extent)
    }
    display.move(window.solid, dx, dy)
    for (const part of [before, window.extent].flatMap(extent => subtract(extent, window.solid)))
      display.invalidate(part)
  }

  private place(window: Window, frame: Rect): void {
    const { width, height } = window.frame
    this.board.display.invalidate(window.extent)
    window.frame = frame
    if (width !== frame.width || height !== frame.height) window.app.resized()
    this.board.display.invalidate(window.extent)
  }

  private maximize(window: Window): void {
    const { restored } = window
    window.restored = restored ? undefined : window.frame
    this.place(window, restored ?? this.whole())
  }

  private minimize(window: Window): void {
    window.minimized = true
    this.board.display.invalidate(window.extent)
    this.focus(this.windows.findLast(each => !each.minimized))
  }

  private taskPressed(window: Window): void {
    if (window === this.focused && !window.minimized) return this.minimize(window)
    window.minimized = false
    this.board.display.invalidate(window.extent)
    this.focus(window)
  }

  private openTerminal(): void {
    this.open(host => new TerminalApp(host), this.nextFrame(640, 400))
  }

  private openMenu(): void {
    const items: MenuItem[] = [
      { label: 'Terminal', run: () => this.openTerminal() },
      { label: 'Editor', run: () => this.open(host => new EditorApp(host, notesPath), this.nextFrame(560, 400)) },
      { label: 'Harbour view', run: () => this.open(host => new HarbourApp(host, true), this.nextFrame(426, 275)) },
      { label: 'Log out', apart: true, run: () => this.logOut() },
      { label: 'Restart', run: () => this.board.shutDown('restart') },
      { label: 'Shut down', run: () => this.board.shutDown('off') },
    ]
    this.menu = new Menu(items, 8, look.panelHeight + 6)
    this.board.display.invalidate(this.menu.extent)
    this.board.display.invalidate(this.panel.rect)
  }

  private closeMenu(): void {
    if (!this.menu) return
    this.board.display.invalidate(this.menu.extent)
    this.board.display.invalidate(this.panel.rect)
    this.menu = undefined
  }

  private choose(menu: Menu, item: number): void {
    menu.chosen = item
    this.board.display.invalidate(menu.rect)
  }

  private menuKey(menu: Menu, stroke: KeyStroke): void {
    if (stroke.code === 'Escape') return this.closeMenu()
    if (stroke.code === 'ArrowDown') menu.step(1)
    if (stroke.code === 'ArrowUp') menu.step(-1)
    this.board.display.invalidate(menu.rect)
    const item = menu.items[menu.chosen]
    if (stroke.code !== 'Enter' || !item) return
    this.closeMenu()
    item.run()
  }

  private windowAt(x: number, y: number): Window | undefined {
    return this.windows.findLast(window => window.partAt(x, y) !== undefined)
  }

  private showCursor(): void {
    const shape = this.cursorNow()
    if (shape === this.shownCursor) return
    this.shownCursor = shape
    this.board.cursorChanged()
  }

  private cursorNow(): CursorShape {
    if (this.drag?.kind === 'move') return 'move'
    if (this.drag?.kind === 'resize') return 'resize'
    if (this.menu || contains(this.panel.rect, this.x, this.y)) return 'arrow'
    return this.windowAt(this.x, this.y)?.cursorAt(this.x, this.y) ?? 'arrow'
  }

  /** Room for one more window, a step beside the last one. */
  private nextFrame(width: number, height: number): Rect {
    const { display } = this.board
    const step = (this.tasks.length % 6) * 28
    const w = Math.min(width, display.width - 40)
    const h = Math.min(height, display.height - look.panelHeight - 40)
    const x = Math.round(Math.min(80 + step, display.width - w - 8))
    const y = Math.round(Math.min(look.panelHeight + 32 + step, display.height - h - 8))
    return { x, y, width: w, height: h }
  }

  private whole(): Rect {
    const { width, height } = this.board.display
    return { x: 0, y: look.panelHeight, width, height: height - look.panelHeight }
  }

  /** The clock, on the second. */
  private tick(): void {
    this.timers.after(1000 - (this.board.clock.now() % 1000), () => {
      this.board.display.invalidate(this.panel.clockRect)
      this.tick()
    })
  }

  private say(notice: string | undefined): void {
    if (this.notice !== undefined) this.board.display.invalidate(this.noticeRect())
    this.notice = notice
    if (notice === undefined) return
    this.board.display.invalidate(this.noticeRect())
    this.timers.after(noticeMs, () => this.notice === notice && this.say(undefined))
  }

  private noticeRect(): Rect {
    const width = Math.min(380, this.board.display.width - 40)
    return { x: this.board.display.width - width - 20, y: look.panelHeight + 14, width, height: 54 }
  }

  private drawNotice(context: SKRSContext2D, notice: string): void {
    const { x, y, width, height } = this.noticeRect()
    context.fillStyle = look.raised
    context.strokeStyle = '#3a5a6c'
    context.lineWidth = 1
    context.beginPath()
    context.roundRect(x + 0.5, y + 0.5, width - 1, height - 1, 10)
    context.fill()
    context.stroke()
    context.fillStyle = '#e8c375'
    context.beginPath()
    context.arc(x + 24, y + height / 2, 4.5, 0, Math.PI * 2)
    context.fill()
    context.fillStyle = look.ink
    context.font = `400 14px ${sans}`
    context.fillText(fitted(context, notice, width - 58), x + 42, y + 32)
  }
}

function inside<T extends PointerInput>(window: Window, input: T): T {
  return { ...input, x: input.x - window.content.x, y: input.y - window.content.y }
}

function covers(outer: Rect, inner: Rect): boolean {
  return subtract(inner, outer).length === 0
}
