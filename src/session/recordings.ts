import { createStore } from 'zustand/vanilla'

/** Which machines' pictures are being recorded, and since when (epoch ms). `session/record` writes it. */
export const recordings = createStore<Readonly<Record<string, number>>>(() => ({}))
