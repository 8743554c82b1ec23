;; What e^x is made of: terms of its series, powers of 2 in a unit, what rounds to a whole number once it is added and
;; taken away, ln 2 in two parts, and the least and greatest x. In globals, because constants are made anew wherever
;; they are read, which takes longer than to compute with them.
(global $series0 (mut v128) (v128.const f64x2 1.0 1.0))
(global $series1 (mut v128) (v128.const f64x2 1.0 1.0))
(global $series2 (mut v128) (v128.const f64x2 0.5 0.5))
(global $series3 (mut v128) (v128.const f64x2 0.16666666666666666 0.16666666666666666))
(global $series4 (mut v128) (v128.const f64x2 0.041666666666666664 0.041666666666666664))
(global $series5 (mut v128) (v128.const f64x2 0.008333333333333333 0.008333333333333333))
(global $series6 (mut v128) (v128.const f64x2 0.001388888888888889 0.001388888888888889))
(global $series7 (mut v128) (v128.const f64x2 0.0001984126984126984 0.0001984126984126984))
(global $series8 (mut v128) (v128.const f64x2 2.48015873015873e-05 2.48015873015873e-05))
(global $series9 (mut v128) (v128.const f64x2 2.7557319223985893e-06 2.7557319223985893e-06))
(global $series10 (mut v128) (v128.const f64x2 2.755731922398589e-07 2.755731922398589e-07))
(global $series11 (mut v128) (v128.const f64x2 2.505210838544172e-08 2.505210838544172e-08))
(global $turns (mut v128) (v128.const f64x2 1.4426950408889634 1.4426950408889634))
(global $rounding (mut v128) (v128.const f64x2 6755399441055744.0 6755399441055744.0))
(global $high (mut v128) (v128.const f64x2 0.6931471806019545 0.6931471806019545))
(global $low (mut v128) (v128.const f64x2 -4.2009150726810846e-11 -4.2009150726810846e-11))
(global $least (mut v128) (v128.const f64x2 -708.0 -708.0))
(global $greatest (mut v128) (v128.const f64x2 709.0 709.0))

;; Of x = scale · number − shift the sums of e^x and of x · e^x over some numbers, written one behind the other. To 14
;; digits, by the series to the 11th power for what is left beside whole powers of 2, its terms added in pairs,
;; since each step waits for the one before.
(func (export "raised")
  (param $from i32) (param $count i32) (param $scale f64) (param $shift f64) (param $into i32)
  (local $end i32) (local $last i32) (local $scales v128) (local $shifts v128) (local $mask v128)
  (local $x v128) (local $power v128) (local $whole v128) (local $rest v128) (local $square v128)
  (local $fourth v128) (local $raised v128) (local $sum v128) (local $weighted v128)
  (local $series0 v128) (local $series1 v128) (local $series2 v128)
  (local $series3 v128) (local $series4 v128) (local $series5 v128)
  (local $series6 v128) (local $series7 v128) (local $series8 v128)
  (local $series9 v128) (local $series10 v128) (local $series11 v128)
  (local $turns v128) (local $rounding v128) (local $high v128)
  (local $low v128) (local $least v128) (local $greatest v128)
  (local.set $series0 (global.get $series0))
  (local.set $series1 (global.get $series1))
  (local.set $series2 (global.get $series2))
  (local.set $series3 (global.get $series3))
  (local.set $series4 (global.get $series4))
  (local.set $series5 (global.get $series5))
  (local.set $series6 (global.get $series6))
  (local.set $series7 (global.get $series7))
  (local.set $series8 (global.get $series8))
  (local.set $series9 (global.get $series9))
  (local.set $series10 (global.get $series10))
  (local.set $series11 (global.get $series11))
  (local.set $turns (global.get $turns))
  (local.set $rounding (global.get $rounding))
  (local.set $high (global.get $high))
  (local.set $low (global.get $low))
  (local.set $least (global.get $least))
  (local.set $greatest (global.get $greatest))
  (local.set $scales (f64x2.splat (local.get $scale)))
  (local.set $shifts (f64x2.splat (local.get $shift)))
  (local.set $mask (v128.const i32x4 -1 -1 -1 -1))
  (local.set $end (i32.add (local.get $from) (i32.shl (local.get $count) (i32.const 3))))
  (local.set $last (i32.sub (local.get $end) (i32.const 8)))
  (block $done
    (loop $next
      (br_if $done (i32.ge_u (local.get $from) (local.get $end)))
      ;; The last of an odd count has nobody beside it.
      (local.set $x
        (if (result v128) (i32.eq (local.get $from) (local.get $last))
          (then
            (local.set $mask (v128.const i32x4 -1 -1 0 0))
            (v128.load64_zero (local.get $from)))
          (else (v128.load (local.get $from)))))
      (local.set $x (f64x2.sub (f64x2.mul (local.get $scales) (local.get $x)) (local.get $shifts)))
      (local.set $x
        (f64x2.pmin (f64x2.pmax (local.get $x) (local.get $least)) (local.get $greatest)))
      (local.set $power
        (f64x2.add (f64x2.mul (local.get $x) (local.get $turns)) (local.get $rounding)))
      (local.set $whole (f64x2.sub (local.get $power) (local.get $rounding)))
      (local.set $rest (f64x2.sub
        (f64x2.sub (local.get $x) (f64x2.mul (local.get $whole) (local.get $high)))
        (f64x2.mul (local.get $whole) (local.get $low))))
      (local.set $square (f64x2.mul (local.get $rest) (local.get $rest)))
      (local.set $fourth (f64x2.mul (local.get $square) (local.get $square)))
      (local.set $raised (f64x2.add
        (f64x2.add
          (f64x2.add
            (f64x2.add (local.get $series0) (f64x2.mul (local.get $rest) (local.get $series1)))
            (f64x2.mul (local.get $square) (f64x2.add (local.get $series2) (f64x2.mul (local.get $rest) (local.get $series3)))))
          (f64x2.mul (local.get $fourth) (f64x2.add
              (f64x2.add (local.get $series4) (f64x2.mul (local.get $rest) (local.get $series5)))
              (f64x2.mul (local.get $square) (f64x2.add (local.get $series6) (f64x2.mul (local.get $rest) (local.get $series7)))))))
        (f64x2.mul (f64x2.mul (local.get $fourth) (local.get $fourth))
          (f64x2.add
            (f64x2.add (local.get $series8) (f64x2.mul (local.get $rest) (local.get $series9)))
            (f64x2.mul (local.get $square) (f64x2.add (local.get $series10) (f64x2.mul (local.get $rest) (local.get $series11))))))))
      ;; The power stands in the lowest bits, and an exponent in the highest.
      (local.set $raised (v128.and (local.get $mask)
        (i64x2.add (local.get $raised) (i64x2.shl (local.get $power) (i32.const 52)))))
      (local.set $sum (f64x2.add (local.get $sum) (local.get $raised)))
      (local.set $weighted
        (f64x2.add (local.get $weighted) (f64x2.mul (local.get $raised) (local.get $x))))
      (local.set $from (i32.add (local.get $from) (i32.const 16)))
      (br $next)))
  (f64.store (local.get $into)
    (f64.add (f64x2.extract_lane 0 (local.get $sum)) (f64x2.extract_lane 1 (local.get $sum))))
  (f64.store offset=8 (local.get $into)
    (f64.add
      (f64x2.extract_lane 0 (local.get $weighted))
      (f64x2.extract_lane 1 (local.get $weighted)))))

;; The greatest of some numbers, one at least.
(func (export "maximum") (param $from i32) (param $count i32) (result f64)
  (local $end i32) (local $pairs i32) (local $one v128) (local $two v128)
  (local.set $end (i32.add (local.get $from) (i32.shl (local.get $count) (i32.const 3))))
  (local.set $pairs
    (i32.add (local.get $from) (i32.shl (i32.and (local.get $count) (i32.const -4)) (i32.const 3))))
  (local.set $one (v128.load64_splat (local.get $from)))
  (local.set $two (local.get $one))
  (block $over
    (loop $next
      (br_if $over (i32.ge_u (local.get $from) (local.get $pairs)))
      (local.set $one (f64x2.pmax (local.get $one) (v128.load (local.get $from))))
      (local.set $two (f64x2.pmax (local.get $two) (v128.load offset=16 (local.get $from))))
      (local.set $from (i32.add (local.get $from) (i32.const 32)))
      (br $next)))
  (block $done
    (loop $next
      (br_if $done (i32.ge_u (local.get $from) (local.get $end)))
      (local.set $one (f64x2.pmax (local.get $one) (v128.load64_splat (local.get $from))))
      (local.set $from (i32.add (local.get $from) (i32.const 8)))
      (br $next)))
  (local.set $one (f64x2.pmax (local.get $one) (local.get $two)))
  (f64.max (f64x2.extract_lane 0 (local.get $one)) (f64x2.extract_lane 1 (local.get $one))))

;; How many of some numbers, times a scale, are greater than another.
(func (export "countAbove")
  (param $from i32) (param $count i32) (param $scale f64) (param $least f64) (result i32)
  (local $end i32) (local $pairs i32) (local $scales v128) (local $bound v128) (local $above v128)
  (local $rest i32)
  (local.set $scales (f64x2.splat (local.get $scale)))
  (local.set $bound (f64x2.splat (local.get $least)))
  (local.set $end (i32.add (local.get $from) (i32.shl (local.get $count) (i32.const 3))))
  (local.set $pairs
    (i32.add (local.get $from) (i32.shl (i32.and (local.get $count) (i32.const -2)) (i32.const 3))))
  (block $over
    (loop $next
      (br_if $over (i32.ge_u (local.get $from) (local.get $pairs)))
      ;; Where it is true all bits are set, which is -1.
      (local.set $above (i64x2.sub (local.get $above)
        (f64x2.gt
          (f64x2.mul (local.get $scales) (v128.load (local.get $from)))
          (local.get $bound))))
      (local.set $from (i32.add (local.get $from) (i32.const 16)))
      (br $next)))
  (if (i32.lt_u (local.get $from) (local.get $end))
    (then (local.set $rest
      (f64.gt (f64.mul (local.get $scale) (f64.load (local.get $from))) (local.get $least)))))
  (i32.add (local.get $rest)
    (i32.wrap_i64 (i64.add
      (i64x2.extract_lane 0 (local.get $above))
      (i64x2.extract_lane 1 (local.get $above))))))
