import { afterAll } from 'vitest'

/** For tests of components: what a computer that is busy with others does late still passes. */
if ('document' in globalThis) {
  const { configure } = await import('@testing-library/react')
  configure({ asyncUtilTimeout: 10_000 })
  // React ends what it has begun in a turn of its own; the document must still be there then.
  afterAll(() => new Promise(resolve => setTimeout(resolve, 50)))
}
