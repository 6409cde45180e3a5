/** What one press of a zoom button multiplies the size by. */
export const zoomStep = 1.25
