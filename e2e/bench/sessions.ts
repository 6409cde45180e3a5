import { setTimeout as sleep } from 'node:timers/promises'
import type { TigerVnc } from '../../server-mock/tigervnc/TigerVnc'

/** What happens on a desktop while it is recorded. Programs are Debian's, and everything random has a seed. */
export interface BenchSession {
  readonly name: string
  readonly geometry: string
  readonly seconds: number
  run(machine: TigerVnc): Promise<void>
}

const terminal = ['-fa', 'DejaVu Sans Mono', '-fs', '10', '-bg', '#0b0f16', '-fg', '#d6dde8', '-bw', '0']

const play = (machine: TigerVnc, source: string, place: readonly string[]) =>
  machine.run('ffplay', ['-loglevel', 'quiet', '-noborder', ...place, '-f', 'lavfi', '-i', source], {
    SDL_VIDEODRIVER: 'x11',
  })

export const sessions: readonly BenchSession[] = [
  {
    name: 'video',
    geometry: '1280x800',
    seconds: 8,
    run: async machine => {
      play(machine, 'testsrc2=size=640x360:rate=30', ['-left', '100', '-top', '100'])
    },
  },
  {
    name: 'photo',
    geometry: '1920x1080',
    seconds: 8,
    run: async machine => {
      play(machine, 'mandelbrot=size=1920x1080:rate=12', ['-left', '0', '-top', '0'])
    },
  },
  {
    name: 'text',
    geometry: '1280x800',
    seconds: 8,
    run: async machine => {
      const noise =
        'i=0; while :; do i=$((i+1)); echo "$i $((i*7919%104729)) the quick brown fox $((i*31%997)) jumps"; [ $((i%40)) = 0 ] && sleep 0.02; done'
      machine.run('xterm', [...terminal, '-geometry', '150x48+0+0', '-e', 'bash', '-c', noise])
    },
  },
  {
    name: 'window',
    geometry: '1280x800',
    seconds: 8,
    run: async machine => {
      const still = 'for i in $(seq 60); do echo "line $i of a window that is dragged over another one"; done; sleep 60'
      machine.run('xterm', [...terminal, '-geometry', '150x48+0+0', '-e', 'bash', '-c', still])
      await sleep(1_000)
      const drag =
        'while :; do for i in $(seq 0 4 600); do printf "\\033[3;%d;%dt" $((100+i)) $((60+i/2)); sleep 0.016; done; done'
      const moves = ['-xrm', 'XTerm*allowWindowOps: true', '-geometry', '60x20+100+60']
      machine.run('xterm', [...terminal, ...moves, '-e', 'bash', '-c', drag])
    },
  },
  {
    name: 'desktop4k',
    geometry: '3840x2160',
    seconds: 8,
    run: async machine => {
      play(machine, 'testsrc2=size=960x540:rate=15', ['-left', '2400', '-top', '200'])
      const noise = 'i=0; while :; do i=$((i+1)); echo "$i $((i*7919%104729)) the quick brown fox"; sleep 0.05; done'
      machine.run('xterm', [...terminal, '-geometry', '150x60+100+100', '-e', 'bash', '-c', noise])
    },
  },
]
