import { spawnSync } from 'node:child_process'

let found: boolean | undefined

/** Whether ffmpeg with x264 is on this computer. */
export function hasFfmpeg(): boolean {
  found ??=
    spawnSync('ffmpeg', ['-hide_banner', '-encoders'], { encoding: 'utf8' }).stdout?.includes('libx264') ?? false
  return found
}
