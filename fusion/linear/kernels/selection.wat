;; Sorts pairs of a score and its place, 16 bytes each, by descending score; equal ones keep their order. Runs
;; twice as long at each turn are merged from one stretch of memory into the other; gives back where they end up.
(func $sort (param $pairs i32) (param $spare i32) (param $count i32) (result i32)
  (local $bytes i32) (local $width i32) (local $from i32)
  (local $left i32) (local $middle i32) (local $right i32) (local $end i32) (local $to i32)
  (local $later i32) (local $swap i32)
  (local.set $bytes (i32.shl (local.get $count) (i32.const 4)))
  (local.set $width (i32.const 16))
  (block $sorted
    (loop $turn
      (br_if $sorted (i32.ge_u (local.get $width) (local.get $bytes)))
      (local.set $from (i32.const 0))
      (local.set $to (local.get $spare))
      (loop $run
        (local.set $left (i32.add (local.get $pairs) (local.get $from)))
        (local.set $middle (i32.add (local.get $pairs) (call $least
          (i32.add (local.get $from) (local.get $width)) (local.get $bytes))))
        (local.set $right (local.get $middle))
        (local.set $from (i32.add (local.get $from) (i32.shl (local.get $width) (i32.const 1))))
        (local.set $end (i32.add (local.get $pairs) (call $least
          (local.get $from) (local.get $bytes))))
        (block $over
          (br_if $over (i32.ge_u (local.get $right) (local.get $end)))
          (loop $next
            ;; All bits where the right one comes first: without a branch, which nobody could guess.
            (local.set $later (i32.sub (i32.const 0)
              (f64.gt (f64.load (local.get $right)) (f64.load (local.get $left)))))
            (v128.store (local.get $to) (v128.load (i32.add (local.get $left)
              (i32.and (local.get $later) (i32.sub (local.get $right) (local.get $left))))))
            (local.set $to (i32.add (local.get $to) (i32.const 16)))
            (local.set $later (i32.and (local.get $later) (i32.const 16)))
            (local.set $right (i32.add (local.get $right) (local.get $later)))
            (local.set $left (i32.add (local.get $left)
              (i32.sub (i32.const 16) (local.get $later))))
            (br_if $over (i32.ge_u (local.get $left) (local.get $middle)))
            (br_if $next (i32.lt_u (local.get $right) (local.get $end)))))
        (local.set $to (call $copy (local.get $to) (local.get $left) (local.get $middle)))
        (local.set $to (call $copy (local.get $to) (local.get $right) (local.get $end)))
        (br_if $run (i32.lt_u (local.get $from) (local.get $bytes))))
      (local.set $swap (local.get $pairs))
      (local.set $pairs (local.get $spare))
      (local.set $spare (local.get $swap))
      (local.set $width (i32.shl (local.get $width) (i32.const 1)))
      (br $turn)))
  (local.get $pairs))

(func $least (param $one i32) (param $other i32) (result i32)
  (select (local.get $one) (local.get $other) (i32.lt_u (local.get $one) (local.get $other))))

(func $most (param $one i32) (param $other i32) (result i32)
  (select (local.get $one) (local.get $other) (i32.gt_u (local.get $one) (local.get $other))))

;; Copies what lies from one place to before another, 16 bytes at a time; gives back where the copy ends.
(func $copy (param $to i32) (param $from i32) (param $end i32) (result i32)
  (block $done
    (loop $next
      (br_if $done (i32.ge_u (local.get $from) (local.get $end)))
      (v128.store (local.get $to) (v128.load (local.get $from)))
      (local.set $to (i32.add (local.get $to) (i32.const 16)))
      (local.set $from (i32.add (local.get $from) (i32.const 16)))
      (br $next)))
  (local.get $to))

;; Writes every so manieth score with its place as a pair; gives back how many these are.
(func $pair
  (param $scores i32) (param $length i32) (param $step i32) (param $pairs i32) (result i32)
  (local $place i32) (local $at i32)
  (local.set $at (local.get $pairs))
  (loop $next
    (f64.store (local.get $at)
      (f64.load (i32.add (local.get $scores) (i32.shl (local.get $place) (i32.const 3)))))
    (i32.store offset=8 (local.get $at) (local.get $place))
    (local.set $at (i32.add (local.get $at) (i32.const 16)))
    (local.set $place (i32.add (local.get $place) (local.get $step)))
    (br_if $next (i32.lt_u (local.get $place) (local.get $length))))
  (i32.shr_u (i32.sub (local.get $at) (local.get $pairs)) (i32.const 4)))

;; The pairs of all scores above a floor and, if these are fewer than $count, of as many that equal it, by place.
;; At $spare is room for the places of those. Gives back how many pairs there are.
(func $above
  (param $scores i32) (param $length i32) (param $count i32) (param $floor f64)
  (param $pairs i32) (param $spare i32) (result i32)
  (local $both v128) (local $last i32) (local $end i32) (local $from i32)
  (local $place i32) (local $at i32) (local $equal i32) (local $score f64)
  (local.set $both (f64x2.splat (local.get $floor)))
  (local.set $from (local.get $scores))
  (local.set $last (i32.add (local.get $scores) (i32.shl (local.get $length) (i32.const 3))))
  (local.set $at (local.get $pairs))
  (local.set $equal (local.get $spare))
  (loop $four
    (local.set $end (i32.add (local.get $scores) (i32.const 32)))
    (if (v128.any_true (v128.or
          (f64x2.ge (v128.load (local.get $scores)) (local.get $both))
          (f64x2.ge (v128.load offset=16 (local.get $scores)) (local.get $both))))
      (then
        (local.set $end (call $least (local.get $end) (local.get $last)))
        (loop $next
          (local.set $score (f64.load (local.get $scores)))
          (local.set $place
            (i32.shr_u (i32.sub (local.get $scores) (local.get $from)) (i32.const 3)))
          (f64.store (local.get $at) (local.get $score))
          (i32.store offset=8 (local.get $at) (local.get $place))
          (i32.store (local.get $equal) (local.get $place))
          (local.set $at (i32.add (local.get $at)
            (i32.shl (f64.gt (local.get $score) (local.get $floor)) (i32.const 4))))
          (local.set $equal (i32.add (local.get $equal)
            (i32.shl (f64.eq (local.get $score) (local.get $floor)) (i32.const 2))))
          (local.set $scores (i32.add (local.get $scores) (i32.const 8)))
          (br_if $next (i32.lt_u (local.get $scores) (local.get $end))))))
    (local.set $scores (local.get $end))
    (br_if $four (i32.lt_u (local.get $scores) (local.get $last))))
  (local.set $end (i32.add (local.get $pairs) (i32.shl (local.get $count) (i32.const 4))))
  (block $done
    (loop $next
      (br_if $done (i32.ge_u (local.get $spare) (local.get $equal)))
      (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
      (f64.store (local.get $at) (local.get $floor))
      (i32.store offset=8 (local.get $at) (i32.load (local.get $spare)))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (local.set $spare (i32.add (local.get $spare) (i32.const 4)))
      (br $next)))
  (i32.shr_u (i32.sub (local.get $at) (local.get $pairs)) (i32.const 4)))

;; The $count greatest of some scores as pairs, best first, equal ones by place; gives back where they lie.
;; $pairs and $spare have room for a pair of each score and one more. A sample of the scores says which of them
;; cannot be among the greatest: only the others are sorted.
(func (export "greatest")
  (param $scores i32) (param $length i32) (param $count i32) (param $pairs i32) (param $spare i32)
  (result i32)
  (local $found i32) (local $share f64) (local $rank i32)
  (if (i32.and
        (i32.ge_u (local.get $length) (i32.const 128))
        (i32.ge_u (local.get $length) (i32.shl (local.get $count) (i32.const 1))))
    (then
      (local.set $found (call $pair (local.get $scores) (local.get $length)
        (call $most (i32.shr_u (local.get $length) (i32.const 7)) (i32.const 4)) (local.get $pairs)))
      ;; So many of the sample are expected among the greatest; three deviations more hardly ever are.
      (local.set $share (f64.div
        (f64.mul (f64.convert_i32_u (local.get $count)) (f64.convert_i32_u (local.get $found)))
        (f64.convert_i32_u (local.get $length))))
      (local.set $rank (i32.trunc_f64_u (f64.add (f64.const 2)
        (f64.add (local.get $share) (f64.mul (f64.const 3) (f64.sqrt (local.get $share)))))))
      (local.set $found (call $above
        (local.get $scores) (local.get $length) (local.get $count)
        (f64.load (i32.add
          (call $sort (local.get $pairs) (local.get $spare) (local.get $found))
          (i32.shl (local.get $rank) (i32.const 4))))
        (local.get $pairs) (local.get $spare)))
      (if (i32.ge_u (local.get $found) (local.get $count))
        (then
          (return (call $sort (local.get $pairs) (local.get $spare) (local.get $found)))))))
  (call $sort (local.get $pairs) (local.get $spare)
    (call $pair (local.get $scores) (local.get $length) (i32.const 1) (local.get $pairs))))
