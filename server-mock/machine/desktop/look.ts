/** The desktop's colours and sizes; screen units. */
export const look = {
  panelHeight: 36,
  titleHeight: 34,
  radius: 10,
  /** How far a window's shadow reaches. */
  shadow: 28,
  panel: 'rgba(7, 17, 25, 0.86)',
  window: '#0f1d29',
  title: '#152735',
  titleQuiet: '#11202c',
  line: '#284152',
  ink: '#e2eef4',
  inkQuiet: '#8ba4b3',
  accent: '#4cc4cf',
  chosen: '#1d5d69',
  raised: '#182b3a',
} as const
