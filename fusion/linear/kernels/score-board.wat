;; Whether all of some whole numbers without a sign are below a limit, four at a time.
(func $areBelow (param $numbers i32) (param $length i32) (param $limit i32) (result i32)
  (local $end i32) (local $last i32) (local $greatest v128) (local $above i32)
  (local.set $last (i32.add (local.get $numbers) (i32.shl (local.get $length) (i32.const 2))))
  (local.set $end
    (i32.add (local.get $numbers) (i32.shl (i32.and (local.get $length) (i32.const -4)) (i32.const 2))))
  (block $done
    (loop $next
      (br_if $done (i32.ge_u (local.get $numbers) (local.get $end)))
      (local.set $greatest (i32x4.max_u (local.get $greatest) (v128.load (local.get $numbers))))
      (local.set $numbers (i32.add (local.get $numbers) (i32.const 16)))
      (br $next)))
  (block $over
    (loop $next
      (br_if $over (i32.ge_u (local.get $numbers) (local.get $last)))
      (local.set $above
        (i32.or (local.get $above)
          (i32.ge_u (i32.load (local.get $numbers)) (local.get $limit))))
      (local.set $numbers (i32.add (local.get $numbers) (i32.const 4)))
      (br $next)))
  (i32.eqz (i32.or (local.get $above)
    (v128.any_true (i32x4.ge_u (local.get $greatest) (i32x4.splat (local.get $limit)))))))

;; Adds a sparse row, times a weight for each of some channels beside each other, to the sums of a score board
;; (see score-board.ts) and gives back how many of its places are touched then.
;; $sums is where the first of the channels would be of row 0, $stride how far one row is from the next. An
;; index that is not below $size is looked for first: then the answer is -1, and nothing is written.
(func (export "addRow")
  (param $rows i32) (param $touched i32) (param $count i32) (param $sums i32) (param $stride i32)
  (param $indices i32) (param $values i32) (param $length i32) (param $weights i32) (param $channels i32)
  (param $size i32) (result i32)
  (local $end i32) (local $last i32) (local $place i32) (local $known i32) (local $fresh i32)
  (local $at i32) (local $weight i32) (local $value f64)
  (if (i32.eqz (call $areBelow (local.get $indices) (local.get $length) (local.get $size)))
    (then (return (i32.const -1))))
  (local.set $end (i32.add (local.get $indices) (i32.shl (local.get $length) (i32.const 2))))
  (local.set $last (i32.add (local.get $weights) (i32.shl (local.get $channels) (i32.const 3))))
  (block $done
    (loop $next
      (br_if $done (i32.ge_u (local.get $indices) (local.get $end)))
      (local.set $place (i32.load (local.get $indices)))
      (local.set $at (i32.add (local.get $rows) (i32.shl (local.get $place) (i32.const 2))))
      (local.set $known (i32.load (local.get $at)))
      ;; Without a branch, which would be guessed wrong too often: half of all places are new.
      (local.set $fresh (i32.eqz (local.get $known)))
      (i32.store
        (i32.add (local.get $touched) (i32.shl (local.get $count) (i32.const 2)))
        (local.get $place))
      (local.set $count (i32.add (local.get $count) (local.get $fresh)))
      (local.set $known
        (select (local.get $count) (local.get $known) (local.get $fresh)))
      (i32.store (local.get $at) (local.get $known))
      (local.set $at (i32.add (local.get $sums) (i32.mul (local.get $known) (local.get $stride))))
      (local.set $value (f64.promote_f32 (f32.load (local.get $values))))
      (local.set $weight (local.get $weights))
      (loop $channel
        (f64.store (local.get $at) (f64.add (f64.load (local.get $at))
          (f64.mul (f64.load (local.get $weight)) (local.get $value))))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (local.set $weight (i32.add (local.get $weight) (i32.const 8)))
        (br_if $channel (i32.lt_u (local.get $weight) (local.get $last))))
      (local.set $indices (i32.add (local.get $indices) (i32.const 4)))
      (local.set $values (i32.add (local.get $values) (i32.const 4)))
      (br $next)))
  (local.get $count))

;; Forgets the rows of what was touched.
(func (export "clearRows") (param $rows i32) (param $touched i32) (param $count i32)
  (local $end i32)
  (local.set $end (i32.add (local.get $touched) (i32.shl (local.get $count) (i32.const 2))))
  (block $done
    (loop $next
      (br_if $done (i32.ge_u (local.get $touched) (local.get $end)))
      (i32.store
        (i32.add (local.get $rows) (i32.shl (i32.load (local.get $touched)) (i32.const 2)))
        (i32.const 0))
      (local.set $touched (i32.add (local.get $touched) (i32.const 4)))
      (br $next))))
