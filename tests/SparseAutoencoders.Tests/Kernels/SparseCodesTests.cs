using System.Numerics;
using SparseAutoencoders.Tests.Model;
using SparseAutoencoders.Tests.Reference;

namespace SparseAutoencoders.Tests.Kernels;

public sealed class SparseCodesTests
{
    // Row 2 has no active unit, and unit 3 is never active; more rows and units than a block has.
    private static Matrix<double> Codes(int rows, int units)
    {
        var codes = Networks.Numbers(rows, units, seed: 5, low: -2, high: 1).ToMatrix<double>();
        foreach (ref var code in codes.All) code = Math.Max(0, code);
        if (rows > 2) codes.Row(2).Clear();
        for (var r = 0; r < rows && units > 3; r++) codes[r, 3] = 0;
        return codes;
    }

    [Theory, InlineData(1, 1), InlineData(3, 5), InlineData(70, 90)]
    public void Products_agree_with_dense_ones(int rows, int units)
    {
        const int Inputs = 13;
        var codes = Codes(rows, units);
        var (weights, g) = (Networks.Numbers(units, Inputs, seed: 6, low: -1, high: 1).ToMatrix<double>(), Networks.Numbers(rows, Inputs, seed: 7, low: -1, high: 1).ToMatrix<double>());
        var bias = Networks.Numbers(1, Inputs, seed: 8).ToMatrix<double>();
        var sparse = new SparseCodes<double>();
        sparse.Take(codes);
        Assert.Equal((rows, codes.All.ToArray().Count(code => code != 0)), (sparse.Rows, sparse.Count));

        var (expected, result) = (new Matrix<double>(rows, Inputs), new Matrix<double>(rows, Inputs));
        MatrixProduct.Multiply(codes, weights, bias, expected, Workers.Shared);
        sparse.Multiply(weights, bias, One(units, result), Workers.Shared);
        Close.To(expected.All.ToArray(), result.All.ToArray(), 1e-13);

        var (weightsGradient, sparseGradient) = (new Matrix<double>(units, Inputs), new Matrix<double>(units, Inputs));
        foreach (var again in new[] { false, true })
        {
            MatrixProduct.TransposeMultiply(codes, g, weightsGradient, Workers.Shared, accumulate: again);
            sparse.TransposeMultiply(One(units, g), sparseGradient, Workers.Shared, accumulate: again);
            Close.To(weightsGradient.All.ToArray(), sparseGradient.All.ToArray(), 1e-13);
        }

        var (all, places) = (new Matrix<double>(rows, units), new SparseCodes<double>());
        MatrixProduct.MultiplyByTranspose(g, weights, all, Workers.Shared);
        places.TakePlaces(sparse);
        places.MultiplyByTranspose(One(units, g), weights, Workers.Shared);
        for (var (r, place) = (0, 0); r < rows; r++)
            for (; place < sparse.StartOf(r + 1); place++) Close.To(all[r, sparse.Units[place]], places.Values[place], 1e-13);
    }

    [Fact]
    public void Take_again_fewer_rows_and_other_codes_leaves_nothing_of_before()
    {
        var sparse = new SparseCodes<float>();
        var codes = new Matrix<float>(4, 3);
        codes.All.Fill(1);
        sparse.Take(codes);
        Assert.Equal(12, sparse.Count);
        codes.Resize(2);
        codes.All.Clear();
        codes[1, 2] = 7;
        sparse.Take(codes);
        Assert.Equal((2, 1, 7f, 2, 0), (sparse.Rows, sparse.Count, sparse.Values[0], sparse.Units[0], sparse.StartOf(1)));
        var sums = new Matrix<float>(3, 2);
        sums.All.Fill(9);
        var g = new Matrix<float>(2, 2);
        (g[1, 0], g[1, 1]) = (2, 3);
        sparse.TransposeMultiply(One(3, g), sums, Workers.Shared, accumulate: false);
        Assert.Equal([0, 0, 0, 0, 14, 21], sums.All);
    }

    // Units 0 to 2, 3 to 49 and the rest: each has a g of its own, and each result is of all units before its end.
    [Fact]
    public void Products_in_segments_agree_with_plain_loops()
    {
        const int RowCount = 40, UnitCount = 90, Inputs = 11;
        int[] ends = [3, 50, UnitCount];
        var (codes, sparse) = (Codes(RowCount, UnitCount), new SparseCodes<double>());
        sparse.Take(codes);
        var (weights, bias) = (Networks.Numbers(UnitCount, Inputs, seed: 6, low: -1).ToMatrix<double>(), Networks.Numbers(1, Inputs, seed: 8).ToMatrix<double>());
        Segment<double>[] g = [.. ends.Select(end => new Segment<double>(end, Networks.Numbers(RowCount, Inputs, seed: (ulong)end, low: -1).ToMatrix<double>()))];
        Segment<double>[] results = [.. ends.Select(end => new Segment<double>(end, new Matrix<double>(RowCount, Inputs)))];
        sparse.Multiply(weights, bias, results, Workers.Shared);
        foreach (var (end, result) in results)
            Close.To(Sums(RowCount, Inputs, (r, j) => bias[0, j] + Enumerable.Range(0, end).Sum(l => codes[r, l] * weights[l, j])), result.ToArray(), 1e-13);

        Matrix<double> Of(int unit) => g.First(segment => unit < segment.End).Matrix;
        var gradient = new Matrix<double>(UnitCount, Inputs);
        gradient.All.Fill(1);
        sparse.TransposeMultiply(g, gradient, Workers.Shared, accumulate: true);
        Close.To(Sums(UnitCount, Inputs, (l, j) => 1 + Enumerable.Range(0, RowCount).Sum(r => codes[r, l] * Of(l)[r, j])), gradient.ToArray(), 1e-13);

        var places = new SparseCodes<double>();
        places.TakePlaces(sparse);
        places.MultiplyByTranspose(g, weights, Workers.Shared);
        for (var (r, place) = (0, 0); r < RowCount; r++)
            for (; place < sparse.StartOf(r + 1); place++)
                Close.To(Enumerable.Range(0, Inputs).Sum(j => Of(sparse.Units[place])[r, j] * weights[sparse.Units[place], j]), places.Values[place], 0, 1e-14);
    }

    [Fact]
    public void Rows_that_are_added_and_appended_are_those_that_were_taken_and_zeros_are_left_out()
    {
        var (sparse, added) = (new SparseCodes<double>(), new SparseCodes<float>());
        sparse.Take(Codes(9, 30));
        added.Begin(11, 30);
        added.AddRow<double>([2, 29], [0.5, 7]);
        added.Append(sparse);
        added.AddRow<float>([], []);
        added.Complete();
        Assert.Equal((11, sparse.Count + 2), (added.Rows, added.Count));
        Assert.Equal((int[])[2, 29, .. sparse.Units], added.Units.ToArray());
        Assert.Equal((float[])[0.5f, 7, .. sparse.Values.ToArray().Select(code => (float)code)], added.Values.ToArray());
        Assert.Equal(2 + sparse.StartOf(4), added.StartOf(5));
        sparse.Values[3] = 0;
        added.Begin(9, 30);
        added.Append(sparse);
        added.Complete();
        Assert.Equal(sparse.Count - 1, added.Count);
        Assert.Equal(Enumerable.Range(0, 30).Sum(added.CountOf), added.Count);
        var (whole, codes) = (new Matrix<double>(9, 30), new Matrix<float>(9, 30));
        codes.All.Fill(5);
        sparse.Fill(whole);
        added.Fill(codes);
        Assert.Equal(whole.All.ToArray().Select(code => (float)code), codes.All.ToArray());
    }

    [Fact]
    public void Threads_make_no_difference_to_a_bit()
    {
        using var one = new Workers(1);
        var expected = Products<float>(one);
        foreach (var threads in new[] { 2, 3, 4 })
        {
            using var workers = new Workers(threads);
            Assert.Equal(expected, Products<float>(workers));
        }
    }

    /// <summary>All products of some codes, one after the other.</summary>
    internal static T[] Products<T>(Workers workers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int RowCount = 300, UnitCount = 70, Inputs = 83;
        var (codes, sparse, slopes) = (Codes(RowCount, UnitCount), new SparseCodes<T>(), new SparseCodes<T>());
        sparse.Begin(RowCount, UnitCount);
        for (var r = 0; r < RowCount; r++)
        {
            var row = codes.Row(r).ToArray();
            int[] units = [.. Enumerable.Range(0, UnitCount).Where(l => row[l] > 0)];
            sparse.AddRow<double>(units, [.. units.Select(l => row[l])]);
        }
        sparse.Complete();
        var (weights, bias) = (ReferenceProducts.Matrix<T>(UnitCount, Inputs, seed: 6), ReferenceProducts.Matrix<T>(1, Inputs, seed: 8));
        Segment<T>[] g = [new(20, ReferenceProducts.Matrix<T>(RowCount, Inputs, seed: 1)), new(UnitCount, ReferenceProducts.Matrix<T>(RowCount, Inputs, seed: 2))];
        Segment<T>[] results = [new(20, new Matrix<T>(RowCount, Inputs)), new(UnitCount, new Matrix<T>(RowCount, Inputs))];
        var gradient = new Matrix<T>(UnitCount, Inputs);
        sparse.Multiply(weights, bias, results, workers);
        sparse.TransposeMultiply(g, gradient, workers, accumulate: false);
        sparse.TransposeMultiply(g, gradient, workers, accumulate: true);
        slopes.TakePlaces(sparse);
        slopes.MultiplyByTranspose(g, weights, workers);
        return [.. results[0].Matrix.All, .. results[1].Matrix.All, .. gradient.All, .. slopes.Values];
    }

    private static double[,] Sums(int rows, int columns, Func<int, int, double> sum)
    {
        var sums = new double[rows, columns];
        for (var r = 0; r < rows; r++)
            for (var c = 0; c < columns; c++) sums[r, c] = sum(r, c);
        return sums;
    }

    private static Segment<T>[] One<T>(int units, Matrix<T> matrix) where T : unmanaged, IBinaryFloatingPointIeee754<T> => [new(units, matrix)];
}
