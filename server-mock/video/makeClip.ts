import { writeFileSync } from 'node:fs'
import { ManualClock } from '../machine/Clock'
import { Machine } from '../machine/Machine'
import { H264Encoder } from './H264Encoder'

/*
 * Makes `harbor.h264`: `npx tsx server-mock/video/makeClip.ts`, with ffmpeg. Eight seconds of a simulated desktop, whose
 * clock is told the time, so that it comes out the same; played where there is no ffmpeg.
 */

const clock = new ManualClock()
const [widthPx, heightPx, fps] = [1024, 576, 10]
const machine = new Machine({ widthPx, heightPx, clock, start: 'desktop', desktop: { moving: true } })
const units: Buffer[] = []
const encoder = new H264Encoder({ widthPx, heightPx, fps, bitrateKbps: 220, gop: 20 }, ({ data }) => units.push(data))
for (let i = 0; i < 8 * fps; i++) {
  encoder.write(machine.capture().data)
  machine.tick(1000 / fps)
  await new Promise(resolve => setTimeout(resolve, 60)) // the encoder takes one picture at a time
}
encoder.close()
machine.dispose()
writeFileSync(new URL('harbor.h264', import.meta.url), Buffer.concat(units))
console.log(`${units.length} pictures, ${Math.round(Buffer.concat(units).length / 1000)} kB`)
