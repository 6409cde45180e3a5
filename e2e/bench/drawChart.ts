import type { SessionResult } from './playSessions'

const labels: Readonly<Record<string, string>> = {
  video: 'Video in a window',
  photo: 'Full-screen photographic',
  text: 'Scrolling text',
  window: 'Dragging a window',
  desktop4k: '4K desktop',
}
const wide = { label: 190, bar: 420, value: 190 }
const row = 58

/** A bar chart of the total times, for people: each session on a scale of its own, stock noVNC above, ours below. */
export function drawChart(sessions: Readonly<Record<string, SessionResult>>): string {
  const names = Object.keys(sessions)
  const height = names.length * row + 46
  const rows = names.map((name, i) => drawRow(name, sessions[name], 30 + i * row))
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${wide.label + wide.bar + wide.value} ${height}" font-family="system-ui, sans-serif" font-size="13" role="img" aria-label="Total time by session, stock noVNC and ours">
<style>text{fill:#222}.quiet{fill:#666}.reference{fill:#9aa5b1}.ours{fill:#0b7285}@media(prefers-color-scheme:dark){text{fill:#eee}.quiet{fill:#aaa}.reference{fill:#5c6773}.ours{fill:#3bc9db}}</style>
<text x="${wide.label}" y="16" class="quiet">Total time, shorter is better: @novnc/novnc above, ours below</text>
${rows.join('\n')}
</svg>
`
}

function drawRow(name: string, result: SessionResult | undefined, y: number): string {
  if (!result) return ''
  const { reference, ours, ratio } = result
  const longest = Math.max(reference, ours)
  const bar = (ms: number, top: number, kind: string) => {
    const width = Math.max(2, Math.round((ms / longest) * wide.bar))
    return `<rect x="${wide.label}" y="${top}" width="${width}" height="16" rx="3" class="${kind}"/><text x="${wide.label + width + 8}" y="${top + 13}" class="quiet">${ms} ms</text>`
  }
  return [
    `<text x="${wide.label - 12}" y="${y + 24}" text-anchor="end">${labels[name] ?? name}</text>`,
    bar(reference, y + 2, 'reference'),
    bar(ours, y + 21, 'ours'),
    `<text x="${wide.label + wide.bar + wide.value - 8}" y="${y + 34}" text-anchor="end" font-weight="600">${ratio}x</text>`,
  ].join('')
}
