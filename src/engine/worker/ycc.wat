;; Y, Cb and Cr of a row to R G B 255, with the fixed-point arithmetic of libjpeg (jdcolor.c: 16 bits of fraction, rounded),
;; so that pixels come out as those of any libjpeg. Eight pixels a turn: reads and writes up to seven beyond the end.
;; `ycc.wasm` is made of this file by wat2wasm of wabt (npm: wabt 1.0.39), unchanged.
(module
  (memory (export "memory") 16)
  (func (export "row") (param $y i32) (param $cb i32) (param $cr i32) (param $out i32) (param $width i32)
    (local $end i32)
    (local $luma v128) (local $blue v128) (local $red v128)
    (local $r v128) (local $g v128) (local $b v128)
    (local $cbLow v128) (local $cbHigh v128) (local $crLow v128) (local $crHigh v128)
    (local.set $end (i32.add (local.get $y) (local.get $width)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $y) (local.get $end)))
        (local.set $luma (v128.load8x8_u (local.get $y)))
        (local.set $blue (i16x8.sub (v128.load8x8_u (local.get $cb)) (v128.const i16x8 128 128 128 128 128 128 128 128)))
        (local.set $red (i16x8.sub (v128.load8x8_u (local.get $cr)) (v128.const i16x8 128 128 128 128 128 128 128 128)))
        (local.set $cbLow (i32x4.extend_low_i16x8_s (local.get $blue)))
        (local.set $cbHigh (i32x4.extend_high_i16x8_s (local.get $blue)))
        (local.set $crLow (i32x4.extend_low_i16x8_s (local.get $red)))
        (local.set $crHigh (i32x4.extend_high_i16x8_s (local.get $red)))
        ;; R = Y + 1.40200 Cr
        (local.set $r (i16x8.add (local.get $luma) (i16x8.narrow_i32x4_s
          (i32x4.shr_s (i32x4.add (i32x4.mul (local.get $crLow) (v128.const i32x4 91881 91881 91881 91881)) (v128.const i32x4 32768 32768 32768 32768)) (i32.const 16))
          (i32x4.shr_s (i32x4.add (i32x4.mul (local.get $crHigh) (v128.const i32x4 91881 91881 91881 91881)) (v128.const i32x4 32768 32768 32768 32768)) (i32.const 16)))))
        ;; G = Y - 0.34414 Cb - 0.71414 Cr
        (local.set $g (i16x8.add (local.get $luma) (i16x8.narrow_i32x4_s
          (i32x4.shr_s (i32x4.sub (i32x4.sub (v128.const i32x4 32768 32768 32768 32768)
            (i32x4.mul (local.get $cbLow) (v128.const i32x4 22554 22554 22554 22554)))
            (i32x4.mul (local.get $crLow) (v128.const i32x4 46802 46802 46802 46802))) (i32.const 16))
          (i32x4.shr_s (i32x4.sub (i32x4.sub (v128.const i32x4 32768 32768 32768 32768)
            (i32x4.mul (local.get $cbHigh) (v128.const i32x4 22554 22554 22554 22554)))
            (i32x4.mul (local.get $crHigh) (v128.const i32x4 46802 46802 46802 46802))) (i32.const 16)))))
        ;; B = Y + 1.77200 Cb
        (local.set $b (i16x8.add (local.get $luma) (i16x8.narrow_i32x4_s
          (i32x4.shr_s (i32x4.add (i32x4.mul (local.get $cbLow) (v128.const i32x4 116130 116130 116130 116130)) (v128.const i32x4 32768 32768 32768 32768)) (i32.const 16))
          (i32x4.shr_s (i32x4.add (i32x4.mul (local.get $cbHigh) (v128.const i32x4 116130 116130 116130 116130)) (v128.const i32x4 32768 32768 32768 32768)) (i32.const 16)))))
        ;; Held within 0 to 255 and woven into R G B 255.
        (local.set $r (i8x16.narrow_i16x8_u (local.get $r) (local.get $b)))
        (local.set $g (i8x16.narrow_i16x8_u (local.get $g) (v128.const i16x8 255 255 255 255 255 255 255 255)))
        (local.set $b (i8x16.shuffle 8 24 9 25 10 26 11 27 12 28 13 29 14 30 15 31 (local.get $r) (local.get $g)))
        (local.set $r (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23 (local.get $r) (local.get $g)))
        (v128.store (local.get $out) (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $r) (local.get $b)))
        (v128.store offset=16 (local.get $out) (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $r) (local.get $b)))
        (local.set $y (i32.add (local.get $y) (i32.const 8)))
        (local.set $cb (i32.add (local.get $cb) (i32.const 8)))
        (local.set $cr (i32.add (local.get $cr) (i32.const 8)))
        (local.set $out (i32.add (local.get $out) (i32.const 32)))
        (br $next))))
)
