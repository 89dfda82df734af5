namespace SparseAutoencoders;

/// <summary>Of each row the units whose number may be among the chosen ones, ascending, gathered while a product is made slab by slab.</summary>
/// <remarks>A unit is a candidate where its number z is above 0, unless any sign will do, and its score, z less the unit's offset, above a bound. Where only the largest of a row are wanted, the bound of the row
/// rises as soon as enough are found. What is left at the end is the same in whatever pieces the numbers came.</remarks>
internal sealed class Candidates<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int FewestKept = 64;

    private List[] _lists = [];
    private T[] _scratch = [];
    private Matrix<T>? _offsets, _floors;
    private int _most;
    private bool _anySign;

    /// <summary>Rows.</summary>
    public int Rows { get; private set; }

    /// <summary>Candidates of the row that has most.</summary>
    public int Widest => Rows == 0 ? 0 : _lists.Take(Rows).Max(list => list.Count);

    /// <summary>Candidates of all rows.</summary>
    public long Count
    {
        get
        {
            var count = 0L;
            for (var r = 0; r < Rows; r++) count += _lists[r].Count;
            return count;
        }
    }

    /// <summary>Begins anew.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="offsets">One a unit, (1, units), taken off its number; null for none.</param>
    /// <param name="bound">Scores above it count.</param>
    /// <param name="most">How many of a row are wanted: its largest; 0 for all. Offsets are then 0, or infinite for units that do not count.</param>
    /// <param name="floors">One a unit, (1, units), above which its number must be; null for 0.</param>
    /// <param name="anySign">Numbers below 0 count too. There are then no floors.</param>
    public void Begin(int rows, Matrix<T>? offsets, T bound, int most = 0, Matrix<T>? floors = null, bool anySign = false)
    {
        (Rows, _offsets, _most, _floors, _anySign) = (rows, offsets, most, floors, anySign);
        if (_lists.Length < rows) Array.Resize(ref _lists, rows);
        for (var r = 0; r < rows; r++) _lists[r].Begin(bound);
    }

    /// <summary>Candidates of a row.</summary>
    public int CountOf(int row) => _lists[row].Count;

    /// <summary>Candidates of a row.</summary>
    public ReadOnlySpan<int> UnitsOf(int row) => _lists[row].Units.AsSpan(0, _lists[row].Count);

    /// <summary>Their numbers.</summary>
    public ReadOnlySpan<T> NumbersOf(int row) => _lists[row].Values.AsSpan(0, _lists[row].Count);

    /// <summary>Takes in the numbers of the next units of a row. From several threads at once, one a row.</summary>
    /// <param name="row">Which.</param>
    /// <param name="first">The first of the units.</param>
    /// <param name="numbers">Theirs.</param>
    public void Add(int row, int first, ReadOnlySpan<T> numbers)
    {
        ref var list = ref _lists[row];
        if (_most > 0 && list.Count == 0 && _offsets is null && _floors is null && !_anySign) list.Bound = T.Max(list.Bound, Below(numbers, _most));
        var offsets = _offsets is null ? default : (ReadOnlySpan<T>)_offsets.All.Slice(first, numbers.Length);
        var floors = _floors is null ? default : (ReadOnlySpan<T>)_floors.All.Slice(first, numbers.Length);
        var (full, bound) = (_most == 0 ? int.MaxValue : Math.Max(4 * _most, _most + FewestKept), Vector512.Create(list.Bound));
        for (var i = 0; i < numbers.Length; i += Vector512<T>.Count)
        {
            var whole = i <= numbers.Length - Vector512<T>.Count;
            var z = whole ? Elementwise.Load(numbers, i) : Elementwise.LoadPart(numbers, i);
            var score = offsets.IsEmpty ? z : z - (whole ? Elementwise.Load(offsets, i) : Elementwise.LoadPart(offsets, i));
            var floor = _anySign ? Vector512.Create(T.NegativeInfinity) : floors.IsEmpty ? Vector512<T>.Zero : Vector512.Max(Vector512<T>.Zero, whole ? Elementwise.Load(floors, i) : Elementwise.LoadPart(floors, i));
            var found = (Vector512.GreaterThan(score, bound) & Vector512.GreaterThan(z, floor)).ExtractMostSignificantBits();
            if (_anySign && !whole) found &= (1UL << (numbers.Length - i)) - 1;      // what a part is filled up with is 0, not a number of a unit
            if (found == 0) continue;
            list.MakeRoom(Vector512<T>.Count);
            for (; found != 0; found &= found - 1)
            {
                var at = i + BitOperations.TrailingZeroCount(found);
                list.Add(first + at, numbers[at]);
            }
            if (list.Count < full) continue;
            list.Keep(_most);
            bound = Vector512.Create(list.Bound);
        }
    }

    /// <summary>A number below the so-manieth largest of a row's, found in one pass: of the maxima of as many groups as registers have lanes, one at least as many are not below the so-manieth. 0 where there are fewer groups, or none is above 0.</summary>
    [SkipLocalsInit]
    private static T Below(ReadOnlySpan<T> numbers, int most)
    {
        const int Registers = 8;
        var width = Vector512<T>.Count;
        if (most > Registers * width || numbers.Length < Registers * width) return T.Zero;
        Span<T> maxima = stackalloc T[Registers * width];
        numbers[..maxima.Length].CopyTo(maxima);
        for (var i = maxima.Length; i <= numbers.Length - maxima.Length; i += maxima.Length) Elementwise.Map<T, Larger<T>>(numbers.Slice(i, maxima.Length), maxima, maxima, default);
        var least = Order.Largest(maxima, most);
        return least > T.Zero ? T.BitDecrement(least) : T.Zero;
    }

    /// <summary>Leaves of each row the largest it may have.</summary>
    public void Complete(Workers workers) => RowBlocks.Run(workers, Rows, Math.Max(1, 4 * _most), new Completion(this, _most));

    /// <summary>The same of one row.</summary>
    public void Complete(int row) => _lists[row].Keep(_most);

    /// <summary>Leaves what scores above a level, and so many of those that score as much, the first ones.</summary>
    public void KeepAbove(T level, long ties)
    {
        for (var r = 0; r < Rows; r++)
        {
            ref var list = ref _lists[r];
            var kept = 0;
            for (var i = 0; i < list.Count; i++)
            {
                var score = ScoreOf(r, i);
                if (score > level || (score == level && ties-- > 0)) (list.Units[kept], list.Values[kept++]) = (list.Units[i], list.Values[i]);
            }
            list.Count = kept;
        }
    }

    /// <summary>The so-manieth largest score of all candidates, of which there are as many.</summary>
    public T LargestScore(long count)
    {
        CopyScores();
        return Order.Largest(_scratch.AsSpan(0, (int)Count), (int)count);
    }

    /// <summary>All scores, for the moment.</summary>
    public Span<T> CopyScores()
    {
        var all = (int)Count;
        if (_scratch.Length < all) _scratch = new T[all + all / 4];
        var place = 0;
        for (var r = 0; r < Rows; r++)
            for (var i = 0; i < _lists[r].Count; i++) _scratch[place++] = ScoreOf(r, i);
        return _scratch.AsSpan(0, all);
    }

    /// <summary>Takes the candidates of another whose scores lie between two bounds.</summary>
    public void TakeBetween(Candidates<T> other, T low, T high)
    {
        Begin(other.Rows, other._offsets, low);
        for (var r = 0; r < Rows; r++)
        {
            ref var list = ref _lists[r];
            for (var i = 0; i < other._lists[r].Count; i++)
            {
                if (other.ScoreOf(r, i) is var score && !(score > low && score < high)) continue;
                list.MakeRoom(1);
                list.Add(other._lists[r].Units[i], other._lists[r].Values[i]);
            }
        }
    }

    /// <summary>All scores.</summary>
    public IEnumerable<T> Scores()
    {
        for (var r = 0; r < Rows; r++)
            for (var i = 0; i < _lists[r].Count; i++) yield return ScoreOf(r, i);
    }

    private T ScoreOf(int row, int i) => _offsets is null ? _lists[row].Values[i] : _lists[row].Values[i] - _offsets.All[_lists[row].Units[i]];

    private readonly struct Completion(Candidates<T> candidates, int most) : IParallelBody
    {
        public void Invoke(int task)
        {
            var (first, rows) = RowBlocks.Bounds(task, candidates.Rows);
            for (var r = first; r < first + rows; r++) candidates._lists[r].Keep(most);
        }
    }

    private struct List
    {
        public int Count;
        public int[] Units;
        public T[] Values;
        public T Bound;

        public void Begin(T bound)
        {
            Units ??= [];
            Values ??= [];
            (Count, Bound) = (0, bound);
        }

        public void MakeRoom(int more)
        {
            if (Units.Length >= Count + more) return;
            var length = Math.Max(FewestKept, 2 * (Count + more));
            Array.Resize(ref Units, length);
            Array.Resize(ref Values, length);
        }

        public void Add(int unit, T value) => (Units[Count], Values[Count++]) = (unit, value);

        /// <summary>Leaves the largest; of equal ones the first.</summary>
        [SkipLocalsInit]
        public void Keep(int most)
        {
            if (Count <= most) return;
            var length = Count * Unsafe.SizeOf<T>();
            Span<T> numbers = length <= 8192 ? stackalloc T[Count] : new T[Count];
            Values.AsSpan(0, Count).CopyTo(numbers);
            var least = Order.Largest(numbers, most);
            var above = 0;
            for (var i = 0; i < Count; i++)
                if (Values[i] > least) above++;
            var (ties, kept) = (most - above, 0);
            for (var i = 0; i < Count; i++)
                if (Values[i] > least || (Values[i] == least && ties-- > 0)) (Units[kept], Values[kept++]) = (Units[i], Values[i]);
            (Count, Bound) = (most, least);
        }
    }
}

/// <summary>Numbers by their order.</summary>
internal static class Order
{
    /// <summary>The so-manieth largest of some numbers, which are put into another order. None is NaN.</summary>
    /// <remarks>Quickselect (Hoare 1961), around the middle one of three; sorted where that does not get on.</remarks>
    /// <param name="numbers">At least one.</param>
    /// <param name="count">From 1.</param>
    public static T Largest<T>(Span<T> numbers, int count) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, numbers.Length);
        for (var tries = 4 * BitOperations.Log2((uint)numbers.Length) + 8; numbers.Length > 3; tries--)
        {
            if (tries == 0) break;
            var (a, b, c) = (numbers[0], numbers[numbers.Length / 2], numbers[^1]);
            var pivot = T.Max(T.Min(a, b), T.Min(T.Max(a, b), c));
            var (low, high) = (0, numbers.Length - 1);
            while (low <= high)
            {
                while (numbers[low] > pivot) low++;
                while (numbers[high] < pivot) high--;
                if (low > high) break;
                (numbers[low], numbers[high]) = (numbers[high], numbers[low]);
                (low, high) = (low + 1, high - 1);
            }
            // [0, high] are at least the pivot, [low, end) at most; what lies between equals it.
            if (count <= high + 1)
            {
                numbers = numbers[..(high + 1)];
            }
            else if (count > low)
            {
                numbers = numbers[low..];
                count -= low;
            }
            else
            {
                return pivot;
            }
        }
        numbers.Sort();
        return numbers[^count];
    }
}
