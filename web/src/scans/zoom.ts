/** Where a picture stands in its frame, and how large: zoom about a point, pan within bounds, fit. Pure. */

export interface Size {
  width: number;
  height: number;
}
export interface Point {
  x: number;
  y: number;
}
/** `scale` is CSS pixels a picture's dot; `x` and `y` where its upper left corner stands in the frame. */
export interface View extends Point {
  scale: number;
}
export type Fit = 'page' | 'width';

/** Past this a dot of the picture is a block. */
export const SCALE_MAX = 4;
const MARGIN = 0;

/** A picture as it is seen: turned by quarters it is as wide as it was high. */
export const seen = ({ width, height }: Size, quarters: number): Size => (quarters % 2 === 0 ? { width, height } : { width: height, height: width });

export function scaleOf(picture: Size, frame: Size, fit: Fit): number {
  const wide = (frame.width - MARGIN) / picture.width;
  const high = (frame.height - MARGIN) / picture.height;
  return Math.max(0.001, fit === 'width' ? wide : Math.min(wide, high));
}

export function fitted(picture: Size, frame: Size, fit: Fit): View {
  return inside({ scale: scaleOf(picture, frame, fit), x: 0, y: 0 }, picture, frame);
}

/** No smaller than the whole page, no larger than its dots can bear. */
export function bounds(picture: Size, frame: Size): { least: number; most: number } {
  const least = Math.min(scaleOf(picture, frame, 'page'), 1);
  return { least, most: Math.max(SCALE_MAX, least) };
}

/** Larger or smaller, while what is at a point of the frame stays there. */
export function zoomed(view: View, picture: Size, frame: Size, factor: number, about: Point): View {
  const { least, most } = bounds(picture, frame);
  const scale = Math.min(most, Math.max(least, view.scale * factor));
  const by = scale / view.scale;
  return inside({ scale, x: about.x - (about.x - view.x) * by, y: about.y - (about.y - view.y) * by }, picture, frame);
}

/** As far as there is picture: a side that is smaller than the frame stands in its middle. */
export function inside(view: View, picture: Size, frame: Size): View {
  const along = (at: number, size: number, room: number): number => (size <= room ? (room - size) / 2 : Math.min(0, Math.max(room - size, at)));
  return {
    scale: view.scale,
    x: along(view.x, picture.width * view.scale, frame.width),
    y: along(view.y, picture.height * view.scale, frame.height),
  };
}

export const panned = (view: View, picture: Size, frame: Size, by: Point): View => inside({ ...view, x: view.x + by.x, y: view.y + by.y }, picture, frame);

/** Whether a picture of so many dots across is sharp at this size on this screen. */
export const isSharp = (dots: number, picture: Size, view: View, dotsAPixel: number): boolean => dots + 1 >= Math.min(picture.width, picture.width * view.scale * dotsAPixel);
