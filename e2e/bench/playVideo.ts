import type { TigerVnc } from '../../server-mock/tigervnc/TigerVnc'

/**
 * Plays what ffmpeg names with Debian's ffplay. It draws by itself: SDL would else have Mesa emulate a graphics card for
 * the virtual screen, on both cores, which loads who is measured with what no VNC server does.
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
