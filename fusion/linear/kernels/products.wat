;; Like the loops of `transposedProduct` and `product`: into[o, j] += Σ_k left[o, k] right[k, j], four k at a time and
;; what is left one by one. Sums stay in registers from the first k to the last, eight columns side by side.
(func (export "addProducts")
  ;; The first number of the left side, and how far apart those of neighbouring o and k lie.
  (param $left i32) (param $outer i32) (param $inner i32)
  (param $outers i32) (param $fours i32) (param $ones i32)
  ;; The right side, [k, columns], and what rows of it and of the sums take.
  (param $right i32) (param $stride i32) (param $into i32)
  ;; -8 leaves out the columns before o's group of eight, 0 none.
  (param $skip i32)
  (local $o i32) (local $at i32) (local $l i32) (local $r i32) (local $end i32)
  (local $a v128) (local $b v128) (local $c v128) (local $d v128)
  (local $one v128) (local $two v128) (local $three v128) (local $four v128)
  (local $r1 i32) (local $r2 i32) (local $r3 i32) (local $left1 i32) (local $sum f64)
  (block $done
    (loop $outer
      (br_if $done (i32.ge_u (local.get $o) (local.get $outers)))
      (local.set $at (i32.shl (i32.and (local.get $o) (local.get $skip)) (i32.const 3)))
      (block $narrow
        (loop $eight
          (br_if $narrow (i32.gt_u (i32.add (local.get $at) (i32.const 64)) (local.get $stride)))
          (local.set $l (i32.add (local.get $into) (local.get $at)))
          (local.set $one (v128.load (local.get $l)))
          (local.set $two (v128.load offset=16 (local.get $l)))
          (local.set $three (v128.load offset=32 (local.get $l)))
          (local.set $four (v128.load offset=48 (local.get $l)))
          (local.set $l (local.get $left))
          (local.set $r (i32.add (local.get $right) (local.get $at)))
          (local.set $end (i32.add (local.get $r)
            (i32.mul (local.get $fours) (i32.shl (local.get $stride) (i32.const 2)))))
          (block $over
            (loop $next
              (br_if $over (i32.ge_u (local.get $r) (local.get $end)))
              (local.set $r1 (i32.add (local.get $r) (local.get $stride)))
              (local.set $r2 (i32.add (local.get $r1) (local.get $stride)))
              (local.set $r3 (i32.add (local.get $r2) (local.get $stride)))
              (local.set $a (v128.load64_splat (local.get $l)))
              (local.set $left1 (i32.add (local.get $l) (local.get $inner)))
              (local.set $b (v128.load64_splat (local.get $left1)))
              (local.set $left1 (i32.add (local.get $left1) (local.get $inner)))
              (local.set $c (v128.load64_splat (local.get $left1)))
              (local.set $left1 (i32.add (local.get $left1) (local.get $inner)))
              (local.set $d (v128.load64_splat (local.get $left1)))
              (local.set $l (i32.add (local.get $left1) (local.get $inner)))
              (local.set $one (f64x2.add (local.get $one) (f64x2.add (f64x2.add (f64x2.add
                (f64x2.mul (local.get $a) (v128.load (local.get $r)))
                (f64x2.mul (local.get $b) (v128.load (local.get $r1))))
                (f64x2.mul (local.get $c) (v128.load (local.get $r2))))
                (f64x2.mul (local.get $d) (v128.load (local.get $r3))))))
              (local.set $two (f64x2.add (local.get $two) (f64x2.add (f64x2.add (f64x2.add
                (f64x2.mul (local.get $a) (v128.load offset=16 (local.get $r)))
                (f64x2.mul (local.get $b) (v128.load offset=16 (local.get $r1))))
                (f64x2.mul (local.get $c) (v128.load offset=16 (local.get $r2))))
                (f64x2.mul (local.get $d) (v128.load offset=16 (local.get $r3))))))
              (local.set $three (f64x2.add (local.get $three) (f64x2.add (f64x2.add (f64x2.add
                (f64x2.mul (local.get $a) (v128.load offset=32 (local.get $r)))
                (f64x2.mul (local.get $b) (v128.load offset=32 (local.get $r1))))
                (f64x2.mul (local.get $c) (v128.load offset=32 (local.get $r2))))
                (f64x2.mul (local.get $d) (v128.load offset=32 (local.get $r3))))))
              (local.set $four (f64x2.add (local.get $four) (f64x2.add (f64x2.add (f64x2.add
                (f64x2.mul (local.get $a) (v128.load offset=48 (local.get $r)))
                (f64x2.mul (local.get $b) (v128.load offset=48 (local.get $r1))))
                (f64x2.mul (local.get $c) (v128.load offset=48 (local.get $r2))))
                (f64x2.mul (local.get $d) (v128.load offset=48 (local.get $r3))))))
              (local.set $r (i32.add (local.get $r3) (local.get $stride)))
              (br $next)))
          (local.set $end (i32.add (local.get $end) (i32.mul (local.get $ones) (local.get $stride))))
          (block $over
            (loop $next
              (br_if $over (i32.ge_u (local.get $r) (local.get $end)))
              (local.set $a (v128.load64_splat (local.get $l)))
              (local.set $one (f64x2.add (local.get $one)
                (f64x2.mul (local.get $a) (v128.load (local.get $r)))))
              (local.set $two (f64x2.add (local.get $two)
                (f64x2.mul (local.get $a) (v128.load offset=16 (local.get $r)))))
              (local.set $three (f64x2.add (local.get $three)
                (f64x2.mul (local.get $a) (v128.load offset=32 (local.get $r)))))
              (local.set $four (f64x2.add (local.get $four)
                (f64x2.mul (local.get $a) (v128.load offset=48 (local.get $r)))))
              (local.set $l (i32.add (local.get $l) (local.get $inner)))
              (local.set $r (i32.add (local.get $r) (local.get $stride)))
              (br $next)))
          (local.set $l (i32.add (local.get $into) (local.get $at)))
          (v128.store (local.get $l) (local.get $one))
          (v128.store offset=16 (local.get $l) (local.get $two))
          (v128.store offset=32 (local.get $l) (local.get $three))
          (v128.store offset=48 (local.get $l) (local.get $four))
          (local.set $at (i32.add (local.get $at) (i32.const 64)))
          (br $eight)))
      (block $narrow
        (loop $column
          (br_if $narrow (i32.ge_u (local.get $at) (local.get $stride)))
          (local.set $sum (f64.load (i32.add (local.get $into) (local.get $at))))
          (local.set $l (local.get $left))
          (local.set $r (i32.add (local.get $right) (local.get $at)))
          (local.set $end (i32.add (local.get $r)
            (i32.mul (local.get $fours) (i32.shl (local.get $stride) (i32.const 2)))))
          (block $over
            (loop $next
              (br_if $over (i32.ge_u (local.get $r) (local.get $end)))
              (local.set $r1 (i32.add (local.get $r) (local.get $stride)))
              (local.set $r2 (i32.add (local.get $r1) (local.get $stride)))
              (local.set $r3 (i32.add (local.get $r2) (local.get $stride)))
              (local.set $left1 (i32.add (local.get $l) (i32.shl (local.get $inner) (i32.const 1))))
              (local.set $sum (f64.add (local.get $sum) (f64.add (f64.add (f64.add
                (f64.mul (f64.load (local.get $l)) (f64.load (local.get $r)))
                (f64.mul (f64.load (i32.add (local.get $l) (local.get $inner)))
                  (f64.load (local.get $r1))))
                (f64.mul (f64.load (local.get $left1)) (f64.load (local.get $r2))))
                (f64.mul (f64.load (i32.add (local.get $left1) (local.get $inner)))
                  (f64.load (local.get $r3))))))
              (local.set $l (i32.add (local.get $l) (i32.shl (local.get $inner) (i32.const 2))))
              (local.set $r (i32.add (local.get $r3) (local.get $stride)))
              (br $next)))
          (local.set $end (i32.add (local.get $end) (i32.mul (local.get $ones) (local.get $stride))))
          (block $over
            (loop $next
              (br_if $over (i32.ge_u (local.get $r) (local.get $end)))
              (local.set $sum (f64.add (local.get $sum)
                (f64.mul (f64.load (local.get $l)) (f64.load (local.get $r)))))
              (local.set $l (i32.add (local.get $l) (local.get $inner)))
              (local.set $r (i32.add (local.get $r) (local.get $stride)))
              (br $next)))
          (f64.store (i32.add (local.get $into) (local.get $at)) (local.get $sum))
          (local.set $at (i32.add (local.get $at) (i32.const 8)))
          (br $column)))
      (local.set $o (i32.add (local.get $o) (i32.const 1)))
      (local.set $left (i32.add (local.get $left) (local.get $outer)))
      (local.set $into (i32.add (local.get $into) (local.get $stride)))
      (br $outer))))

;; Solves L x = b for each of some rows b [rows, width] that become x, with `dot` for what is known of them.
(func (export "solveLower")
  (param $factor i32) (param $width i32) (param $from i32) (param $rows i32)
  (local $row i32) (local $end i32) (local $last i32) (local $k i32) (local $own i32) (local $stride i32)
  (local.set $stride (i32.shl (local.get $width) (i32.const 3)))
  (local.set $last (i32.add (local.get $from) (i32.mul (local.get $rows) (local.get $stride))))
  (block $done
    (loop $row
      (br_if $done (i32.ge_u (local.get $from) (local.get $last)))
      (local.set $own (local.get $factor))
      (local.set $k (i32.const 0))
      (block $over
        (loop $next
          (br_if $over (i32.ge_u (local.get $k) (local.get $width)))
          (local.set $end (i32.add (local.get $from) (i32.shl (local.get $k) (i32.const 3))))
          (f64.store (local.get $end) (f64.div
            (f64.sub (f64.load (local.get $end))
              (call $dot (local.get $own) (local.get $from) (local.get $k)))
            (f64.load (i32.add (local.get $own) (i32.shl (local.get $k) (i32.const 3))))))
          (local.set $own (i32.add (local.get $own) (local.get $stride)))
          (local.set $k (i32.add (local.get $k) (i32.const 1)))
          (br $next)))
      (local.set $from (i32.add (local.get $from) (local.get $stride)))
      (br $row))))
