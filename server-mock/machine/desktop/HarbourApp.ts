import type { SKRSContext2D } from '@napi-rs/canvas'
import type { KeyStroke } from '../Keyboard'
import type { CursorShape } from '../Pointer'
import type { PointerInput } from '../screens/Screen'
import type { App, AppHost } from './App'
import { drawHarbour } from './drawHarbour'

/** 20 pictures a second: enough to look like video, little enough for two cores. */
const pictureEveryMs = 50

/** A picture that moves all over, as a film does: a click or Space stops it and lets it go on. */
export class HarbourApp implements App {
  readonly smallest = { width: 160, height: 124 }
  private readonly host: AppHost
  private stop: (() => void) | undefined
  private sceneMs = 21_000

  constructor(host: AppHost, moving: boolean) {
    this.host = host
    if (moving) this.toggle()
  }

  get title(): string {
    return this.moving ? 'Harbour view' : 'Harbour view, paused'
  }

  get moving(): boolean {
    return this.stop !== undefined
  }

  toggle(): void {
    if (this.stop) {
      this.stop()
      this.stop = undefined
    } else {
      this.stop = this.host.every(pictureEveryMs, () => {
        this.sceneMs += pictureEveryMs
        this.host.invalidateAll()
      })
    }
    this.host.titleChanged()
    this.host.invalidateAll()
  }

  draw(context: SKRSContext2D): void {
    const { width, height } = this.host
    drawHarbour(context, width, height, this.sceneMs / 1000)
    if (this.moving) return
    context.fillStyle = 'rgba(6, 16, 24, 0.62)'
    context.beginPath()
    context.arc(width / 2, height / 2, 26, 0, Math.PI * 2)
    context.fill()
    context.fillStyle = '#eaf6f8'
    context.beginPath()
    context.moveTo(width / 2 - 7, height / 2 - 11)
    context.lineTo(width / 2 + 12, height / 2)
    context.lineTo(width / 2 - 7, height / 2 + 11)
    context.closePath()
    context.fill()
  }

  key(stroke: KeyStroke): void {
    if (stroke.code === 'Space' && !stroke.repeat) this.toggle()
  }

  pointer(input: PointerInput): void {
    if (input.kind === 'down' && input.button === 'left') this.toggle()
  }

  cursorAt(): CursorShape {
    return 'arrow'
  }

  resized(): void {}

  focusChanged(): void {}

  dispose(): void {
    this.stop?.()
  }
}
