/** The ship's wheel, in the colour of the text around it. */
export function Mark({ sizePx = 18 }: { sizePx?: number }) {
  return (
    <svg
      width={sizePx}
      height={sizePx}
      viewBox="0 0 32 32"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.6"
      strokeLinecap="round"
      aria-hidden="true"
      className="shrink-0"
    >
      <circle cx="16" cy="16" r="9" />
      <circle cx="16" cy="16" r="2.6" fill="currentColor" stroke="none" />
      <path d="M16 2.2v10M16 19.8v10M2.2 16h10M19.8 16h10M6.24 6.24l7 7M18.76 18.76l7 7M25.76 6.24l-7 7M13.24 18.76l-7 7" />
    </svg>
  )
}
