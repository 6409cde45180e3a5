import 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where `server-mock/vnc/forTests.ts` listens. */
    rfbPort: number
    /** Where `server-mock/video/forTests.ts` listens. */
    videoPort: number
    /** Where `server-mock/nanokvm/forTests.ts` listens. */
    nanokvmPort: number
    /** Where `server-mock/kasmvnc/forTests.ts` listens. */
    kasmPort: number
    /** Its machines send video: ffmpeg is there. */
    kasmStreams: boolean
    /** Where `server-mock/pikvm/forTests.ts` listens. */
    pikvmPort: number
  }
}
