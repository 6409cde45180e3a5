import 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where `server-mock/vnc/forTests.ts` listens. */
    rfbPort: number
  }
}
