let context: AudioContext | undefined

/** A short tone. Silent where the browser wants a click before any sound. */
export function playBell(): void {
  context ??= new AudioContext()
  if (context.state === 'suspended') void context.resume()
  const tone = context.createOscillator()
  const volume = context.createGain()
  const now = context.currentTime
  tone.frequency.value = 880
  volume.gain.setValueAtTime(0.12, now)
  volume.gain.exponentialRampToValueAtTime(0.001, now + 0.25)
  tone.connect(volume).connect(context.destination)
  tone.start(now)
  tone.stop(now + 0.26)
}
