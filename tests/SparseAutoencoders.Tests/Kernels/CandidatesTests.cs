using System.Numerics;
using SparseAutoencoders.Tests.Model;

namespace SparseAutoencoders.Tests.Kernels;

public sealed class CandidatesTests
{
    private const int Rows = 5, Units = 203;

    public static MatrixTheoryData<int, int> Ways => new([1, 7, 16, 100, Units], [1, 2, 5, 40, 150, Units]);

    // Steps of a quarter, so that most numbers are there several times; a row of zeros, and one with but three above 0.
    private static Matrix<T> Numbers<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var numbers = Networks.Numbers(Rows, Units, seed: 3, low: -2, high: 6).ToMatrix<T>();
        foreach (ref var number in numbers.All) number = T.Round(number * T.CreateChecked(4)) / T.CreateChecked(4);
        numbers.Row(1).Clear();
        for (var l = 0; l < Units; l++) numbers[2, l] = T.CreateChecked(l % 70 == 5 ? 1 : -1);
        return numbers;
    }

    [Theory, MemberData(nameof(Ways))]
    public void Largest_of_each_row_are_those_above_0_ties_to_the_lower_unit_in_whatever_pieces_they_came(int atOnce, int most)
    {
        Largest<float>(atOnce, most);
        Largest<double>(atOnce, most);
    }

    private static void Largest<T>(int atOnce, int most) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (numbers, found) = (Numbers<T>(), new Candidates<T>());
        found.Begin(Rows, null, T.Zero, most);
        Add(found, numbers, atOnce);
        found.Complete(Workers.Shared);
        for (var r = 0; r < Rows; r++)
        {
            var row = numbers.Row(r).ToArray();
            int[] expected = [.. Enumerable.Range(0, Units).Where(l => row[l] > T.Zero).OrderByDescending(l => row[l]).ThenBy(l => l).Take(most).Order()];
            Assert.Equal(expected, found.UnitsOf(r).ToArray());
            Assert.Equal(expected.Select(l => row[l]), found.NumbersOf(r).ToArray());
        }
    }

    [Theory, InlineData(1), InlineData(16), InlineData(60), InlineData(Units)]
    public void All_above_a_bound_are_those_whose_score_is_and_whose_number_is_above_its_floor(int atOnce)
    {
        var (numbers, found) = (Numbers<float>(), new Candidates<float>());
        var (offsets, floors) = (Networks.Numbers(1, Units, seed: 8, low: -1).ToMatrix<float>(), Networks.Numbers(1, Units, seed: 9, low: -3, high: 3).ToMatrix<float>());
        foreach (var bound in new[] { 0, 0.5f, -0.75f, float.NegativeInfinity, float.PositiveInfinity })
        {
            foreach (var floor in new[] { null, floors })
            {
                found.Begin(Rows, offsets, bound, floors: floor);
                Add(found, numbers, atOnce);
                Assert.Equal(Expected(numbers, (r, l) => numbers[r, l] - offsets[0, l] > bound && numbers[r, l] > Math.Max(0, floor?[0, l] ?? 0)), Places(found));
                Assert.Equal(Places(found).Select(place => numbers[place.Row, place.Unit] - offsets[0, place.Unit]), found.Scores());
                Assert.Equal(Places(found).Count, found.Count);
            }
        }
    }

    [Theory, InlineData(0), InlineData(1), InlineData(7), InlineData(200), InlineData(400), InlineData(100_000)]
    public void KeepLargest_keeps_so_many_of_all_rows_ties_to_the_earlier_row_then_the_lower_unit(int count)
    {
        var (numbers, found) = (Numbers<double>(), new Candidates<double>());
        found.Begin(Rows, null, 0);
        Add(found, numbers, 50);
        var all = Places(found);
        var level = BatchCandidates.KeepLargest([found], Shards.One, count, bound: -7);
        var ordered = all.OrderByDescending(place => numbers[place.Row, place.Unit]).ThenBy(place => place.Row).ThenBy(place => place.Unit).ToList();
        Assert.Equal(ordered.Take(count).Order(), Places(found));
        Assert.Equal(count == 0 ? double.PositiveInfinity : count >= all.Count ? -7 : numbers[ordered[count - 1].Row, ordered[count - 1].Unit], level);
    }

    [Fact]
    public void TakeBetween_takes_scores_strictly_between_two_bounds()
    {
        var (numbers, found, between) = (Numbers<double>(), new Candidates<double>(), new Candidates<double>());
        var offsets = new Matrix<double>(1, Units);
        for (var l = 0; l < Units; l++) offsets[0, l] = l % 3 * 0.25;
        found.Begin(Rows, offsets, -1);
        Add(found, numbers, 50);
        between.TakeBetween(found, 0.5, 2);
        Assert.Equal(Expected(numbers, (r, l) => numbers[r, l] > 0 && numbers[r, l] - offsets[0, l] > 0.5 && numbers[r, l] - offsets[0, l] < 2), Places(between));
    }

    [Fact]
    public void Begin_again_with_fewer_rows_leaves_nothing_of_before()
    {
        var found = new Candidates<float>();
        found.Begin(Rows, null, 0);
        Add(found, Numbers<float>(), Units);
        found.Begin(1, null, 0);
        found.Add(0, 10, [1, -1, 2]);
        Assert.Equal([(0, 10), (0, 12)], Places(found));
        Assert.Equal((1, 2L, 2), (found.Rows, found.Count, found.Widest));
    }

    [Fact]
    public void Numbers_that_are_NaN_are_no_candidates()
    {
        var found = new Candidates<double>();
        found.Begin(1, null, double.NegativeInfinity);
        found.Add(0, 0, [double.NaN, 1, double.PositiveInfinity, double.NaN, double.NegativeInfinity]);
        Assert.Equal([1, 2], found.UnitsOf(0).ToArray());
    }

    public static TheoryData<string> Kinds => ["random", "few values", "ascending", "descending", "equal", "two halves", "infinite"];

    [Theory, MemberData(nameof(Kinds))]
    public void Order_the_so_manieth_largest_is_that_of_the_sorted_numbers(string kind)
    {
        foreach (var length in (int[])[.. Enumerable.Range(1, 40), 64, 129, 1000])
        {
            var drawn = Networks.Numbers(1, length, seed: (ulong)length).Cast<double>().ToArray();
            double[] numbers = [.. drawn.Select((x, i) => kind switch
            {
                "random" => x,
                "few values" => Math.Floor(4 * x),
                "ascending" => i,
                "descending" => -i,
                "equal" => 3,
                "two halves" => i < length / 2 ? i : length - i,
                _ => x < 0.3 ? double.NegativeInfinity : x > 0.7 ? double.PositiveInfinity : 0,
            })];
            double[] sorted = [.. numbers.OrderDescending()];
            foreach (var count in Enumerable.Range(1, length).Where(count => length < 100 || count % 37 == 1))
            {
                var copy = numbers.ToArray();
                Assert.Equal(sorted[count - 1], Order.Largest<double>(copy, count));
                Assert.Equal(sorted, copy.OrderDescending());
            }
        }
    }

    [Fact]
    public void Order_a_place_that_is_not_there_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Order.Largest<float>(new float[3], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Order.Largest<float>(new float[3], 4));
    }

    private static void Add<T>(Candidates<T> found, Matrix<T> numbers, int atOnce) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var first = 0; first < numbers.Columns; first += atOnce)
            for (var r = 0; r < numbers.Rows; r++) found.Add(r, first, numbers.Row(r).Slice(first, Math.Min(atOnce, numbers.Columns - first)));
    }

    private static List<(int Row, int Unit)> Expected<T>(Matrix<T> numbers, Func<int, int, bool> counts) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        [.. from r in Enumerable.Range(0, numbers.Rows) from l in Enumerable.Range(0, numbers.Columns) where counts(r, l) select (r, l)];

    private static List<(int Row, int Unit)> Places<T>(Candidates<T> found) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        [.. Enumerable.Range(0, found.Rows).SelectMany(r => found.UnitsOf(r).ToArray().Select(unit => (r, unit)))];
}
