/**
 * How a canvas is drawn at this scale (CSS pixels a pixel): sharp where each of its pixels covers a whole number of the
 * screen's, smooth otherwise, where sharp would make some wider than others.
 */
export function pixelRendering(scale: number, devicePixels = window.devicePixelRatio): 'pixelated' | 'auto' {
  const covered = scale * devicePixels
  return covered >= 1 && Math.abs(covered - Math.round(covered)) < 0.001 ? 'pixelated' : 'auto'
}
