import { describe, expect, it } from 'vitest'
import type { RemoteFile } from '../../devices/capabilities/files'
import { sortFiles } from './sortFiles'

const file = (name: string, sizeBytes: number, changedAtMs: number, isFolder = false): RemoteFile => ({
  ...{ name, sizeBytes, changedAtMs, isFolder },
})
const files = [
  file('b10', 5, 30),
  file('b9', 5, 10),
  file('a', 9, 20),
  file('zoo', 0, 40, true),
  file('art', 0, 5, true),
]
const names = (by: 'name' | 'size' | 'changed', descending = false) =>
  sortFiles(files, { by, descending }).map(({ name }) => name)

describe('sortFiles', () => {
  it('keeps folders first, counts numbers in names, and breaks ties by name', () => {
    expect(names('name')).toEqual(['art', 'zoo', 'a', 'b9', 'b10'])
    expect(names('name', true)).toEqual(['zoo', 'art', 'b10', 'b9', 'a'])
    expect(names('size', true)).toEqual(['art', 'zoo', 'a', 'b9', 'b10'])
    expect(names('changed')).toEqual(['art', 'zoo', 'b9', 'a', 'b10'])
  })
})
