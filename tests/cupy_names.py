"""What CuPy 14 answers to: its functions with the parameters that they take, and its ufuncs."""

PARAMETERS = """
all a axis out keepdims
allclose a b rtol atol equal_nan
amax a axis out keepdims
amin a axis out keepdims
angle z deg
any a axis out keepdims
append arr values axis
apply_along_axis func1d axis arr *args **kwargs
arange start stop step dtype
argmax a axis dtype out keepdims
argmin a axis dtype out keepdims
argpartition a kth axis
argsort a axis kind
argwhere a
around a decimals out
array obj dtype copy order subok ndmin blocking
array_equal a1 a2 equal_nan
array_equiv a1 a2
array_split ary indices_or_sections axis
asanyarray a dtype order copy blocking
asarray a dtype order copy blocking
asarray_chkfinite a dtype order
ascontiguousarray a dtype
asfortranarray a dtype
astype x dtype copy
atleast_1d *arys
atleast_2d *arys
atleast_3d *arys
average a axis weights returned keepdims
bincount x weights minlength
broadcast_arrays *args
broadcast_to array shape
can_cast from_ to casting
choose a choices out mode
clip a a_min a_max out
column_stack tup
common_type *arrays
compress condition a axis out
concat tup axis out dtype casting
concatenate tup axis out dtype casting
convolve a v mode
copy a order
copyto dst src casting where
corrcoef a y rowvar bias ddof dtype
correlate a v mode
count_nonzero a axis
cov a y rowvar bias ddof fweights aweights dtype
cross a b axisa axisb axisc axis
cumprod a axis dtype out
cumsum a axis dtype out
cumulative_prod x axis dtype out include_initial
cumulative_sum x axis dtype out include_initial
delete arr indices axis
diag v k
diag_indices n ndim
diag_indices_from arr
diagflat v k
diagonal a offset axis1 axis2
diff a n axis prepend append
digitize x bins right
dot a b out
dsplit ary indices_or_sections
dstack tup
ediff1d arr to_end to_begin
einsum *operands **kwargs
empty shape dtype order
empty_like prototype dtype order subok shape
expand_dims a axis
extract condition a
eye N M k dtype order
fill_diagonal a val wrap
flatnonzero a
flip a axis
fliplr a
flipud a
full shape fill_value dtype order
full_like a fill_value dtype order subok shape
gradient f *varargs axis edge_order
histogram x bins range density weights
histogram2d x y bins range weights density
histogramdd sample bins range weights density
hsplit ary indices_or_sections
hstack tup dtype casting
identity n dtype
imag val
indices dimensions dtype
inner a b
interp x xp fp left right period
intersect1d arr1 arr2 assume_unique return_indices
isclose a b rtol atol equal_nan
iscomplex x
iscomplexobj x
isfortran a
isin element test_elements assume_unique invert
isneginf x out
isposinf x out
isreal x
isrealobj x
ix_ *args
kron a b
lexsort keys
linspace start stop num endpoint retstep dtype axis
logspace start stop num endpoint base dtype axis
mask_indices n mask_func k
matrix_transpose x
max a axis out keepdims
may_share_memory a b max_work
mean a axis dtype out keepdims
median a axis out overwrite_input keepdims
meshgrid *xi **kwargs
min a axis out keepdims
moveaxis a source destination
nan_to_num x copy nan posinf neginf
nanargmax a axis dtype out keepdims
nanargmin a axis dtype out keepdims
nancumprod a axis dtype out
nancumsum a axis dtype out
nanmax a axis out keepdims
nanmean a axis dtype out keepdims
nanmedian a axis out overwrite_input keepdims
nanmin a axis out keepdims
nanprod a axis dtype out keepdims
nanstd a axis dtype out ddof keepdims
nansum a axis dtype out keepdims
nanvar a axis dtype out ddof keepdims
ndim a
nonzero a
ones shape dtype order
ones_like a dtype order subok shape
outer a b out
packbits a axis bitorder
pad array pad_width mode **kwargs
partition a kth axis
percentile a q axis out overwrite_input method keepdims interpolation
permute_dims a axes
piecewise x condlist funclist
place arr mask vals
prod a axis dtype out keepdims
ptp a axis out keepdims
put a ind v mode
put_along_axis arr indices values axis
putmask a mask values
quantile a q axis out overwrite_input method keepdims interpolation
ravel a order
ravel_multi_index multi_index dims mode order
real val
real_if_close a tol
repeat a repeats axis
reshape a newshape order copy
resize a new_shape
result_type *arrays_and_dtypes
roll a shift axis
rollaxis a axis start
rot90 a k axes
round a decimals out
row_stack tup dtype casting
searchsorted a v side sorter
select condlist choicelist default
setdiff1d ar1 ar2 assume_unique
setxor1d ar1 ar2 assume_unique
shape a
shares_memory a b max_work
size a axis
sort a axis kind
sort_complex a
split ary indices_or_sections axis
squeeze a axis
stack tup axis out dtype casting
std a axis dtype out ddof keepdims
sum a axis dtype out keepdims
swapaxes a axis1 axis2
take a indices axis out
take_along_axis a indices axis
tensordot a b axes
tile A reps
trace a offset axis1 axis2 dtype out
transpose a axes
trapezoid y x dx axis
tri N M k dtype
tril m k
tril_indices n k m
tril_indices_from arr k
trim_zeros filt trim
triu m k
triu_indices n k m
triu_indices_from arr k
union1d arr1 arr2
unique ar return_index return_inverse return_counts axis equal_nan
unique_all x
unique_counts x
unique_inverse x
unique_values x
unpackbits a axis bitorder
unravel_index indices dims order
unwrap p discont axis period
var a axis dtype out ddof keepdims
vdot a b
vsplit ary indices_or_sections
vstack tup dtype casting
where condition x y
zeros shape dtype order
zeros_like a dtype order subok shape
linalg.cholesky a
linalg.cond x p
linalg.cross x1 x2 axis
linalg.det a
linalg.eig a
linalg.eigh a UPLO
linalg.eigvals a
linalg.eigvalsh a UPLO
linalg.inv a
linalg.lstsq a b rcond
linalg.matrix_power M n
linalg.matrix_rank M tol
linalg.matrix_transpose a
linalg.norm x ord axis keepdims
linalg.pinv a rcond
linalg.qr a mode
linalg.slogdet a
linalg.solve a b
linalg.svd a full_matrices compute_uv
linalg.tensorinv a ind
linalg.tensorsolve a b axes
fft.fft a n axis norm
fft.fft2 a s axes norm
fft.fftfreq n d
fft.fftn a s axes norm
fft.fftshift x axes
fft.hfft a n axis norm
fft.ifft a n axis norm
fft.ifft2 a s axes norm
fft.ifftn a s axes norm
fft.ifftshift x axes
fft.ihfft a n axis norm
fft.irfft a n axis norm
fft.irfft2 a s axes norm
fft.irfftn a s axes norm
fft.rfft a n axis norm
fft.rfft2 a s axes norm
fft.rfftfreq n d
fft.rfftn a s axes norm
lib.stride_tricks.as_strided x shape strides
lib.stride_tricks.sliding_window_view x window_shape axis subok writeable
"""

UFUNCS = """
absolute add arccos arccosh arcsin arcsinh arctan arctan2 arctanh bitwise_and bitwise_count bitwise_or
bitwise_xor cbrt ceil conjugate copysign cos cosh deg2rad degrees divide divmod equal exp exp2 expm1 fabs
float_power floor floor_divide fmax fmin fmod frexp gcd greater greater_equal heaviside hypot invert
isfinite isinf isnan lcm ldexp left_shift less less_equal log log10 log1p log2 logaddexp logaddexp2
logical_and logical_not logical_or logical_xor matmul maximum minimum modf multiply negative nextafter
not_equal positive power rad2deg radians reciprocal remainder right_shift rint sign signbit sin sinh sqrt
square subtract tan tanh trunc
"""

FUNCTIONS = {line.split()[0]: tuple(line.split()[1:]) for line in PARAMETERS.split("\n") if line}
UFUNC_NAMES = frozenset(UFUNCS.split())
