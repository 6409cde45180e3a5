import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MjpegParser, type MjpegPart } from './MjpegParser'

const text = (value: string) => [...value].map(character => character.charCodeAt(0))

/** A JPEG as far as its markers go: a table, a scan with a stuffed FF and a restart, an end. */
function jpeg(seed: number, coded = 40): number[] {
  const table = [0xff, 0xdb, 0, 5, seed & 255, 0xff, 0xd9]
  const scan = [0xff, 0xda, 0, 4, 1, 2]
  const data = Array.from({ length: coded }, (_, i) => (seed * 31 + i * 7) % 255)
  return [0xff, 0xd8, ...table, ...scan, ...data, 0xff, 0, 0xff, 0xd3, 9, 0xff, 0xd9]
}

const images = [jpeg(1), jpeg(2, 300), jpeg(3, 0)]

/** pikvm/ustreamer: a boundary first, and after each image. Recorded in recordings/pikvm/mjpeg_stream.json. */
function kvmd(extra = ''): number[] {
  const part = (image: number[]) => [
    ...text(
      `Content-Type: image/jpeg\r\nContent-Length: ${image.length}\r\nX-Timestamp: 1795226243.571000\r\n${extra}\r\n`,
    ),
    ...image,
    ...text('\r\n--boundarydonotcross\r\n'),
  ]
  return [...text('--boundarydonotcross\r\n'), ...images.flatMap(part)]
}

/** sipeed/NanoKVM: a boundary before each image; no length before 2.3.0. */
function nanokvm(hasLength: boolean, eol = '\r\n'): number[] {
  return images.flatMap(image => [
    ...text(`--frame${eol}Content-Type: image/jpeg${eol}`),
    ...text(hasLength ? `Content-Length: ${image.length}${eol}${eol}` : eol),
    ...image,
    ...text(eol),
  ])
}

function parse(bytes: readonly number[], contentType: string, size = bytes.length) {
  const parser = new MjpegParser(contentType)
  const parts: MjpegPart[] = []
  for (let at = 0; at < bytes.length; at += size)
    parts.push(...parser.push(Uint8Array.from(bytes.slice(at, at + size))))
  return { parts, parser, jpegs: parts.map(part => [...part.jpeg]) }
}

const kvmdType = 'multipart/x-mixed-replace;boundary=boundarydonotcross'
const nanoType = 'multipart/x-mixed-replace; boundary=frame'

describe('streams of devices', () => {
  const streams: [name: string, bytes: number[], type: string][] = [
    ['kvmd', kvmd(), kvmdType],
    ['kvmd with extra headers', kvmd('X-UStreamer-Online: false\r\nX-UStreamer-Width: 640\r\n'), kvmdType],
    ['NanoKVM', nanokvm(true), nanoType],
    ['NanoKVM before 2.3.0', nanokvm(false), nanoType],
    ['lines that end in LF', nanokvm(false, '\n'), nanoType],
    ['a boundary that was not announced', nanokvm(true), 'multipart/x-mixed-replace; boundary=other'],
    ['no boundary announced', nanokvm(false), ''],
    ['a quoted boundary with its dashes', nanokvm(true), 'multipart/x-mixed-replace; boundary="--frame"'],
    ['images and nothing else', images.flat(), 'image/jpeg'],
  ]
  it.each(streams)('%s: every image, one byte at a time and all at once', (_, bytes, type) => {
    for (const size of [1, 7, bytes.length]) {
      const { jpegs, parser } = parse(bytes, type, size)
      expect(jpegs).toEqual(images)
      expect(parser.bad).toBe(0)
    }
  })

  it('gives the head of each image', () => {
    const { parts } = parse(kvmd('X-UStreamer-Online: false\r\n'), kvmdType)
    expect(parts[0]?.headers.get('x-ustreamer-online')).toBe('false')
    expect(parts[0]?.headers.get('x-timestamp')).toBe('1795226243.571000')
  })

  it('gives an image with its last byte, before the next one begins', () => {
    for (const hasLength of [true, false]) {
      const head = nanokvm(hasLength)
      const end = head.findIndex((_, i) => i > 20 && head.slice(i, i + 9).join() === text('\r\n--frame').join())
      expect(parse(head.slice(0, end), nanoType, 1).jpegs).toEqual([images[0]])
    }
  })

  it('ends with the closing boundary', () => {
    const { parser, jpegs } = parse([...nanokvm(true), ...text('--frame--\r\n')], nanoType, 1)
    expect(jpegs.length).toBe(3)
    expect(parser.ended).toBe(true)
  })
})

describe('what is broken', () => {
  const part = (image: number[], length: number) => [
    ...text(`--frame\r\nContent-Type: image/jpeg\r\nContent-Length: ${length}\r\n\r\n`),
    ...image,
    ...text('\r\n'),
  ]
  const [one = [], two = [], three = []] = images

  it('a length that is too large costs its image only', () => {
    const bytes = [...part(one, one.length + 70), ...part(two, two.length), ...part(three, three.length)]
    const { jpegs, parser } = parse(bytes, nanoType, 1)
    expect(jpegs).toEqual([two, three])
    expect(parser.bad).toBe(1)
  })

  it('a length that is too small, too', () => {
    const bytes = [...part(one, one.length - 5), ...part(two, two.length)]
    const { jpegs } = parse(bytes, nanoType, 1)
    expect(jpegs.at(-1)).toEqual(two)
  })

  it('an image cut off by the next part, without lengths', () => {
    const head = text('--frame\r\nContent-Type: image/jpeg\r\n\r\n')
    const bytes = [...head, ...two.slice(0, 100), ...text('\r\n'), ...head, ...three, ...text('\r\n')]
    expect(parse(bytes, nanoType, 1).jpegs).toEqual([three])
  })

  it('a part that is no image', () => {
    const note = [...text('--frame\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nsorry\r\n')]
    const { jpegs, parser } = parse([...note, ...nanokvm(true)], nanoType, 1)
    expect(jpegs).toEqual(images)
    expect(parser.bad).toBe(1)
  })

  it('a web page gives nothing and keeps nothing', () => {
    const page = text(`<!doctype html>\n\n<p>${'x'.repeat(40_000)}</p>`)
    const { jpegs, parser } = parse(page, 'text/html', 1000)
    expect(jpegs).toEqual([])
    expect(parser.bad).toBeGreaterThan(0)
  })

  it('whatever stands between, later images are found, and nothing throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 1, max: 64 }), (junk, size) => {
        const bytes = [
          ...part(one, one.length),
          ...junk,
          ...text('\r\n'),
          ...part(two, two.length),
          ...part(three, three.length),
        ]
        const { jpegs } = parse(bytes, nanoType, size)
        expect(jpegs[0]).toEqual(one)
        expect(jpegs.at(-1)).toEqual(three)
      }),
    )
  })
})
