import type { Surface } from '../../engine/surface'
import { saveFile } from '../../ui/saveFile'

/** Saves what the remote screen shows as a PNG through the browser's downloads. Rejects as `surface.capture` does. */
export async function takeScreenshot(surface: Surface, machine: string): Promise<void> {
  saveFile(pictureName(machine, 'png'), 'image/png', await surface.capture('image/png'))
}

/** Saves a recorded video in the same way. */
export function saveRecording(video: Blob, machine: string): void {
  saveFile(pictureName(machine, video.type.startsWith('video/mp4') ? 'mp4' : 'webm'), video.type, video)
}

/** `build-01 2026-11-21 02.38.52.png`: sorts by time, and holds nothing that a file system refuses. */
function pictureName(machine: string, ending: string): string {
  const at = new Date()
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join('.')
  return `${machine.replace(/[^\p{L}\p{N}._-]+/gu, '-')} ${day} ${time}.${ending}`
}
