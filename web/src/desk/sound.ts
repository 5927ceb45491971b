/** Three sounds a person can tell apart without looking. Made on the spot: nothing to fetch, nothing the policy forbids. */
import type { Tone } from './machine';

const KEY = 'strongroom.sound';
let context: AudioContext | null = null;

/** Frequencies in Hz, each a tenth of a second. */
const TUNES: Record<Tone, { notes: number[]; wave: OscillatorType }> = {
  ok: { notes: [880, 1320], wave: 'sine' },
  mode: { notes: [660], wave: 'sine' },
  info: { notes: [660, 660], wave: 'sine' },
  warn: { notes: [520, 390, 520], wave: 'triangle' },
  bad: { notes: [180, 140, 110], wave: 'square' },
};
const NOTE_S = 0.1;

export const soundOn = (): boolean => localStorage.getItem(KEY) !== 'off';
export const setSound = (on: boolean): void => localStorage.setItem(KEY, on ? 'on' : 'off');

/** Makes the sound ready before the first answer: that takes a browser some fifty milliseconds. */
export function prepare(): void {
  if (!soundOn() || typeof AudioContext === 'undefined') return;
  try {
    context ??= new AudioContext();
  } catch {
    // A machine without sound still has colour, shape and words.
  }
}

export function play(tone: Tone): void {
  prepare();
  if (!context || !soundOn()) return;
  try {
    void context.resume();
    const { notes, wave } = TUNES[tone];
    for (const [index, hz] of notes.entries()) note(context, hz, wave, context.currentTime + index * NOTE_S);
  } catch {
    // A machine without sound still has colour, shape and words.
  }
}

function note(audio: AudioContext, hz: number, wave: OscillatorType, at: number): void {
  const tone = audio.createOscillator();
  const gain = audio.createGain();
  tone.type = wave;
  tone.frequency.value = hz;
  gain.gain.setValueAtTime(wave === 'square' ? 0.06 : 0.14, at);
  gain.gain.exponentialRampToValueAtTime(0.001, at + NOTE_S);
  tone.connect(gain).connect(audio.destination);
  tone.start(at);
  tone.stop(at + NOTE_S);
}
