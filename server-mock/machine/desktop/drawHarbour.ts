import type { SKRSContext2D } from '@napi-rs/canvas'

/** A harbour at dusk, `seconds` into the film: swell, a boat, a lighthouse whose beam goes round every 8 s. */
export function drawHarbour(context: SKRSContext2D, width: number, height: number, seconds: number): void {
  const horizon = height * 0.56
  drawSky(context, width, horizon, seconds)
  drawHills(context, width, horizon)
  drawLighthouse(context, width, height, horizon, seconds)
  for (let layer = 0; layer < 5; layer++) {
    drawWave(context, width, height, horizon, layer, seconds)
    if (layer === 2) drawBoat(context, width, height, horizon, seconds)
  }
}

function drawSky(context: SKRSContext2D, width: number, horizon: number, seconds: number): void {
  const sky = context.createLinearGradient(0, 0, 0, horizon)
  sky.addColorStop(0, '#152a4a')
  sky.addColorStop(0.45, '#3a5878')
  sky.addColorStop(0.8, '#c98a6b')
  sky.addColorStop(1, '#f2c48d')
  context.fillStyle = sky
  context.fillRect(0, 0, width, horizon + 2)
  const sunX = width * 0.32
  const sun = context.createRadialGradient(sunX, horizon, 0, sunX, horizon, horizon * 0.75)
  sun.addColorStop(0, 'rgba(255, 232, 180, 0.95)')
  sun.addColorStop(0.16, 'rgba(255, 208, 140, 0.75)')
  sun.addColorStop(1, 'rgba(255, 190, 130, 0)')
  context.fillStyle = sun
  context.fillRect(0, 0, width, horizon + 2)
  context.fillStyle = 'rgba(255, 214, 178, 0.20)'
  for (let cloud = 0; cloud < 5; cloud++) {
    const drift = (cloud * 0.27 + seconds * 0.006 * (1 + cloud * 0.2)) % 1.3
    context.beginPath()
    context.ellipse((drift - 0.15) * width, horizon * (0.2 + cloud * 0.13), width * 0.13, horizon * 0.035, 0, 0, 7)
    context.fill()
  }
}

function drawHills(context: SKRSContext2D, width: number, horizon: number): void {
  context.fillStyle = '#33465f'
  context.beginPath()
  context.moveTo(width * 0.45, horizon * 1.04)
  for (let step = 0; step <= 20; step++) {
    const along = step / 20
    const rise = Math.sin(along * Math.PI) * 0.1 + Math.sin(along * 9) * 0.018
    context.lineTo(width * (0.45 + along * 0.6), horizon * (1 - rise))
  }
  context.lineTo(width * 1.05, horizon * 1.04)
  context.closePath()
  context.fill()
}

function drawLighthouse(context: SKRSContext2D, width: number, height: number, horizon: number, seconds: number): void {
  const x = width * 0.8
  const foot = horizon * 0.93
  const lamp = foot - height * 0.25
  const turn = (seconds / 8) * Math.PI * 2
  const reach = width * 0.75 * Math.cos(turn)
  const beam = context.createLinearGradient(x, 0, x + reach, 0)
  beam.addColorStop(0, 'rgba(255, 246, 210, 0.62)')
  beam.addColorStop(1, 'rgba(255, 246, 210, 0)')
  context.fillStyle = beam
  context.beginPath()
  context.moveTo(x, lamp)
  context.lineTo(x + reach, lamp - height * 0.09)
  context.lineTo(x + reach, lamp + height * 0.09)
  context.closePath()
  context.fill()
  context.fillStyle = '#f0ece4'
  context.beginPath()
  context.moveTo(x - width * 0.012, lamp + height * 0.02)
  context.lineTo(x + width * 0.012, lamp + height * 0.02)
  context.lineTo(x + width * 0.02, foot)
  context.lineTo(x - width * 0.02, foot)
  context.closePath()
  context.fill()
  context.fillStyle = '#b5483f'
  for (const band of [0.28, 0.62]) {
    const half = width * (0.0125 + band * 0.008)
    context.fillRect(x - half, lamp + (foot - lamp) * band, half * 2, height * 0.045)
  }
  context.fillStyle = '#26323f'
  context.fillRect(x - width * 0.014, lamp - height * 0.02, width * 0.028, height * 0.04)
  context.fillStyle = `rgba(255, 240, 190, ${0.6 + 0.4 * Math.max(0, Math.sin(turn))})`
  context.beginPath()
  context.arc(x, lamp, height * 0.014, 0, 7)
  context.fill()
}

function drawWave(
  context: SKRSContext2D,
  width: number,
  height: number,
  horizon: number,
  layer: number,
  seconds: number,
): void {
  const tones = ['#5c7484', '#466478', '#33546a', '#23445a', '#163347']
  const base = horizon + (height - horizon) * (layer * 0.19)
  const swell = height * (0.006 + layer * 0.006)
  const pace = seconds * (0.7 + layer * 0.25)
  context.fillStyle = tones[layer] ?? '#163347'
  context.beginPath()
  context.moveTo(0, height)
  for (let x = 0; x <= width + 6; x += 6) {
    const along = (x / width) * (16 - layer * 2.2)
    context.lineTo(x, base + Math.sin(along + pace * 1.6 + layer) * swell + Math.sin(along * 0.43 - pace) * swell * 1.4)
  }
  context.lineTo(width + 6, height)
  context.closePath()
  context.fill()
  // The sun's road, broken by the swell.
  context.fillStyle = `rgba(255, 214, 160, ${0.34 - layer * 0.05})`
  for (let glint = 0; glint < 9; glint++) {
    const sway = Math.sin(glint * 2.4 + pace * 2 + layer)
    const length = width * (0.02 + 0.03 * Math.abs(Math.sin(glint * 1.3 + pace * 1.7)))
    context.fillRect(
      width * 0.32 + sway * width * (0.03 + layer * 0.012) - length / 2,
      base + 3 + glint * 3.1 + layer * 2,
      length,
      1.3,
    )
  }
}

function drawBoat(context: SKRSContext2D, width: number, height: number, horizon: number, seconds: number): void {
  const x = width * (1.15 - ((seconds * 0.018 + 0.1) % 1.3))
  const y = horizon + (height - horizon) * 0.42 + Math.sin(seconds * 1.5) * height * 0.012
  const size = height * 0.13
  context.save()
  context.translate(x, y)
  context.rotate(Math.sin(seconds * 1.2) * 0.05)
  context.fillStyle = '#f4efe6'
  context.beginPath()
  context.moveTo(0, -size * 1.5)
  context.lineTo(size * 0.75, -size * 0.2)
  context.lineTo(0, -size * 0.2)
  context.closePath()
  context.fill()
  context.fillStyle = '#d9cfc0'
  context.beginPath()
  context.moveTo(-size * 0.08, -size * 1.3)
  context.lineTo(-size * 0.6, -size * 0.2)
  context.lineTo(-size * 0.08, -size * 0.2)
  context.closePath()
  context.fill()
  context.fillStyle = '#8a3b34'
  context.beginPath()
  context.moveTo(-size * 0.85, -size * 0.1)
  context.lineTo(size * 0.95, -size * 0.1)
  context.lineTo(size * 0.6, size * 0.24)
  context.lineTo(-size * 0.65, size * 0.24)
  context.closePath()
  context.fill()
  context.restore()
}
