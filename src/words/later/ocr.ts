/** Words of the panel that reads text from the picture. */
export const ocrWords = {
  picture: 'The picture as it was at {{time}}. Drag across it to read a part.',
  retake: 'Take it again',
  whole: 'Whole picture',
  read: 'Read',
  stop: 'Stop',
  reading: 'Reading, {{share}}',
  loading: 'Loading the reader',
  result: 'Text',
  copy: 'Copy the text',
  nothing: 'No text was found there.',
  here: 'Read in this browser, in English. Nothing leaves it.',
  did: 'Text read from the picture',
  failed: 'The text could not be read',
  none: { what: 'No picture yet', cause: 'There is nothing to read before the machine has shown something.' },
} as const
