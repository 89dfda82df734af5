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
        sparse.Multiply(weights, bias, result, Workers.Shared);
        Close.To(expected.All.ToArray(), result.All.ToArray(), 1e-13);

        var (weightsGradient, sparseGradient) = (new Matrix<double>(units, Inputs), new Matrix<double>(units, Inputs));
        foreach (var again in new[] { false, true })
        {
            MatrixProduct.TransposeMultiply(codes, g, weightsGradient, Workers.Shared, accumulate: again);
            sparse.TransposeMultiply(g, sparseGradient, Workers.Shared, accumulate: again);
            Close.To(weightsGradient.All.ToArray(), sparseGradient.All.ToArray(), 1e-13);
        }

        var (all, places) = (new Matrix<double>(rows, units), new SparseCodes<double>());
        MatrixProduct.MultiplyByTranspose(g, weights, all, Workers.Shared);
        places.TakePlaces(sparse);
        places.MultiplyByTranspose(g, weights, Workers.Shared);
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
        sparse.TransposeMultiply(g, sums, Workers.Shared, accumulate: false);
        Assert.Equal([0, 0, 0, 0, 14, 21], sums.All);
    }

    [Fact]
    public void Threads_make_no_difference_to_a_bit()
    {
        using var one = new Workers(1);
        using var three = new Workers(3);
        var (sparse, g) = (new SparseCodes<double>(), Networks.Numbers(200, 20, seed: 7).ToMatrix<double>());
        sparse.Take(Codes(200, 70));
        var (a, b) = (new Matrix<double>(70, 20), new Matrix<double>(70, 20));
        sparse.TransposeMultiply(g, a, one, accumulate: false);
        sparse.TransposeMultiply(g, b, three, accumulate: false);
        Assert.Equal(a.All, b.All);
    }
}
