import type { TigerVnc } from '../../server-mock/tigervnc/TigerVnc'

/**
 * Plays what ffmpeg names with Debian's ffplay, while something is measured. It draws by itself: SDL would else have Mesa
 * emulate a graphics card on both cores, and load those who are measured with what no VNC server does.
 */
export function playVideo(machine: TigerVnc, input: readonly string[], place: readonly string[] = []): void {
  machine.run('ffplay', ['-loglevel', 'quiet', '-noborder', ...place, ...input], {
    SDL_VIDEODRIVER: 'x11',
    SDL_RENDER_DRIVER: 'software',
    SDL_FRAMEBUFFER_ACCELERATION: '0',
  })
}

/** A picture that ffmpeg makes while it plays. */
export const made = (source: string): readonly string[] => ['-f', 'lavfi', '-i', source]
