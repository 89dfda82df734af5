using SparseAutoencoders.Tests.Data;
using SparseAutoencoders.Tests.Golden;
using SparseAutoencoders.Tests.Model;
using SparseAutoencoders.Tests.Reference;

namespace SparseAutoencoders.Tests.Normalization;

public sealed class ScalingTests
{
    private const double Bound = 1e-14;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names => [.. Choices.BuiltIn.Scalings.Select(choice => choice.Name).Where(name => name != "none")];

    [Theory, MemberData(nameof(Names))]
    public void Fit_golden_rows_gives_the_golden_scaling(string name)
    {
        var (golden, options) = name switch
        {
            "minmax" => (GoldenFile.Read.Scalings.Minmax, (ScalingOptions)new MinMaxScaling()),
            "standard" => (GoldenFile.Read.Scalings.Standard, new StandardScaling()),
            "norm" => (GoldenFile.Read.Scalings.Norm, new NormScaling()),
            "zca" => (GoldenFile.Read.Scalings.Zca, new ZcaScaling { Epsilon = GoldenFile.Read.Scalings.Zca.Epsilon!.Value }),
            _ => throw new ArgumentException($"{name}: no golden values. Add them to golden.py.", nameof(name)),
        };
        var rows = GoldenFile.Read.Scalings.Rows.ToMatrix().ToMatrix<double>();
        var normalizer = Fit(options, rows);

        Close.To(golden.Shift, normalizer.Shift, Bound);
        Close.To(golden.Scale, normalizer.Scale, Bound);
        Assert.Equal(golden.Rotation is null, normalizer.Rotation is null);
        // The rotation comes from an iteration; its error grows with the condition, here about 100.
        if (golden.Rotation is { } rotation) Close.To(rotation.ToMatrix(), normalizer.Rotation!.ToArray(), 100 * Bound);
        normalizer.Apply(rows, Workers.Shared, Cancel);
        Close.To(golden.Scaled.ToMatrix(), rows.ToArray(), golden.Rotation is null ? Bound : 100 * Bound);
    }

    [Theory, MemberData(nameof(Names))]
    public void Undo_gives_the_rows_back_in_both_precisions(string name)
    {
        var numbers = Networks.Numbers(200, 12, seed: 3, low: -5, high: 20);
        var normalizer = Fit(Options(name), numbers.ToMatrix<double>());
        var (wide, narrow) = (numbers.ToMatrix<double>(), numbers.ToMatrix<float>());
        normalizer.Apply(wide, Workers.Shared, Cancel);
        Assert.NotEqual(numbers[3, 4], wide[3, 4]);
        normalizer.Undo(wide, Workers.Shared);
        Close.To(numbers, wide.ToArray(), 1e-13);
        normalizer.Apply(narrow, Workers.Shared, Cancel);
        normalizer.Undo(narrow, Workers.Shared);
        Close.To(numbers, narrow.ToArray(), 2e-5);
    }

    [Theory, MemberData(nameof(Names))]
    public void Fit_constant_inputs_become_zero_and_never_NaN(string name)
    {
        var rows = Networks.Numbers(30, 4, seed: 3);
        for (var r = 0; r < 30; r++) (rows[r, 1], rows[r, 3]) = (0.1, -7e8);     // 0.1 has no exact sum
        foreach (var only in new[] { false, true })                              // all four constant, the second time
        {
            if (only) for (var r = 0; r < 30; r++) (rows[r, 0], rows[r, 2]) = (5, 0);
            var scaled = rows.ToMatrix<double>();
            Fit(Options(name), scaled).Apply(scaled, Workers.Shared, Cancel);
            for (var r = 0; r < 30; r++)
            {
                Assert.InRange(scaled[r, 1], -1e-12, 1e-12);
                Assert.InRange(scaled[r, 3], -1e-12, 1e-12);
            }
            foreach (var x in scaled.All) Assert.True(double.IsFinite(x));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Fit_on_one_row_is_finite(string name)
    {
        var row = new double[,] { { 3, -1, 0.5 } }.ToMatrix<double>();
        Fit(Options(name), row).Apply(row, Workers.Shared, Cancel);
        foreach (var x in row.All) Assert.Equal(0, x);
    }

    [Fact]
    public void Fit_minmax_brings_the_rows_to_zero_and_one()
    {
        var rows = Networks.Numbers(100, 5, seed: 4, low: -30, high: 500).ToMatrix<double>();
        Fit(new MinMaxScaling(), rows).Apply(rows, Workers.Shared, Cancel);
        Close.To(0, rows.All.ToArray().Min(), 0, absolute: 1e-15);
        Close.To(1, rows.All.ToArray().Max(), 1e-15);
    }

    [Fact]
    public void Fit_standard_of_a_small_spread_on_a_large_mean_keeps_its_digits()
    {
        var rows = Networks.Numbers(1000, 1, seed: 4);
        for (var r = 0; r < 1000; r++) rows[r, 0] = 1e9 + Math.Round(rows[r, 0] * 64);   // exact sums; squares would lose everything
        var mean = rows.Cast<double>().Average(x => x - 1e9);
        var deviation = Math.Sqrt(rows.Cast<double>().Average(x => (x - 1e9 - mean) * (x - 1e9 - mean)));
        Close.To(1 / deviation, Fit(new StandardScaling(), rows.ToMatrix<double>()).Scale[0], 1e-6);
    }

    [Fact]
    public void Fit_zca_makes_inputs_uncorrelated()
    {
        // Five inputs made of two sources and a little noise: strongly correlated, so epsilon is small beside no direction but noise.
        var sources = Networks.Numbers(2000, 7, seed: 5, low: -1);
        var rows = new double[2000, 5];
        for (var r = 0; r < 2000; r++)
            for (var j = 0; j < 5; j++) rows[r, j] = 100 * (sources[r, 0] * (j + 1) + sources[r, 1] * (3 - j) + sources[r, 2 + j]);
        var scaled = rows.ToMatrix<double>();
        Fit(new ZcaScaling { Epsilon = 1e-6 }, scaled).Apply(scaled, Workers.Shared, Cancel);
        var covariance = new double[5, 5];
        for (var r = 0; r < 2000; r++)
            for (var i = 0; i < 5; i++)
                for (var j = 0; j < 5; j++) covariance[i, j] += scaled[r, i] * scaled[r, j] / 2000;
        Close.To(Identity(5), covariance, 1e-3);
    }

    // Spread 1, so many spreads from 0; a constant input needs nothing, however far it lies; numbers that single precision cannot hold always do.
    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(60, 0, false)]
    [InlineData(70, 0, true)]
    [InlineData(-1e9, 0, true)]
    [InlineData(0, 1e9, false)]
    [InlineData(0, 1e39, true)]
    public void Fit_rows_far_from_0_are_scaled_in_double_precision(double offset, double constant, bool wide)
    {
        double[,] rows = { { offset - 1, constant }, { offset + 1, constant } };
        Assert.Equal(wide, Fit(new StandardScaling(), rows.ToMatrix<double>()).IsWide);
        Assert.Equal(wide, Fit(new MinMaxScaling(), rows.ToMatrix<double>()).ForSingle().IsWide || offset == 70);   // to [0, 1]: 34 widths
    }

    [Fact]
    public void Fit_numbers_whose_spread_is_no_number_are_refused_with_place_and_way_out()
    {
        var rows = new[,] { { 1.0, 1e300 }, { 2.0, -1e300 } }.ToMatrix<double>();
        foreach (var options in (ScalingOptions[])[new StandardScaling(), new ZcaScaling()])
        {
            var message = Assert.Throws<InvalidDataException>(() => Fit(options, rows)).Message;
            Assert.StartsWith("rows in memory, column 2: ", message, StringComparison.Ordinal);
            Assert.Contains("`Exclude", message, StringComparison.Ordinal);
        }
        Assert.True(double.IsFinite(Fit(new MinMaxScaling(), rows).Scale[1]));
    }

    // Independent of the rows' Gram matrix: the covariance in plain loops, ε added, and its inverse root. Three rows span two directions at most.
    [Theory, InlineData(1, 4, 0.01), InlineData(3, 7, 0.01), InlineData(11, 12, 0.3), InlineData(20, 60, 1e-4)]
    public void Fit_zca_of_fewer_rows_than_inputs_is_the_covariances_root(int count, int inputs, double epsilon)
    {
        var rows = Networks.Numbers(count, inputs, seed: 9, low: 2, high: 7);
        var normalizer = Fit(new ZcaScaling { Epsilon = epsilon }, rows.ToMatrix<double>());
        Assert.True(normalizer.HasFewRows);
        var covariance = new Matrix<double>(inputs, inputs);
        for (var i = 0; i < inputs; i++)
        {
            for (var j = 0; j < inputs; j++)
                for (var r = 0; r < count; r++)
                    covariance[i, j] += (rows[r, i] - normalizer.Shift[i]) * normalizer.Scale[i] * (rows[r, j] - normalizer.Shift[j]) * normalizer.Scale[j] / count;
            covariance[i, i] += epsilon;
        }
        // Both iterations' errors grow with the condition, at most inputs / ε.
        Close.To(SymmetricRoots.InverseSquareRoot(covariance, new ScalingWork(Workers.Shared)).ToArray(), normalizer.Rotation!.ToArray(), 1e-14 * inputs / epsilon);
    }

    [Theory, InlineData(1), InlineData(5)]
    public void Undo_of_a_rotation_of_few_rows_gives_the_rows_back_whatever_rows_stand_beside_them(int count)
    {
        var numbers = Networks.Numbers(count, 12, seed: 3, low: -5, high: 20);
        var normalizer = Fit(new ZcaScaling(), numbers.ToMatrix<double>());
        var (wide, narrow) = (numbers.ToMatrix<double>(), numbers.ToMatrix<float>());
        normalizer.Apply(wide, Workers.Shared, Cancel);
        var last = wide.Window((count - 1) * 12, 1, 12).All.ToArray();
        normalizer.Undo(wide, Workers.Shared);
        Close.To(numbers, wide.ToArray(), 1e-10);
        normalizer.Apply(narrow, Workers.Shared, Cancel);
        normalizer.Undo(narrow, Workers.Shared);
        Close.To(numbers, narrow.ToArray(), 2e-5);
        var alone = new Matrix<double>(1, 12);
        last.CopyTo(alone.All);
        normalizer.Undo(alone, Workers.Shared);
        Assert.Equal(wide.Row(count - 1).ToArray(), alone.All.ToArray());
    }

    // At the first look, while rows are read, and after the last of them, between the products.
    [Theory, InlineData(20, 0), InlineData(20, 1), InlineData(4, 1)]
    public void Fit_zca_stops_when_it_is_told_to(int count, int readings)
    {
        using var stop = new CancellationTokenSource();
        using var rows = new WatchedRows(count, 6);
        rows.BeforeReading = _ =>
        {
            if (rows.Reads > readings) stop.Cancel();
        };
        Assert.Throws<OperationCanceledException>(() => new ZcaScaling().Fit(rows, new ScalingWork(Workers.Shared, cancellation: stop.Token)));
    }

    [Theory]
    [InlineData(50, 100_000, 64, "takes 160 GB of memory")]
    [InlineData(50, 20_000, 4, "takes 6.4 GB of memory")]
    [InlineData(100, 50_000, 1000, "needs a matrix of 50000 x 50000 numbers, more than one array holds.")]
    [InlineData(20_000, 20_000, 64, "takes 4.9E+14 multiply-adds")]
    public void Whitening_that_memory_or_patience_cannot_give_is_refused_in_one_line(int count, int inputs, int gigabytes, string finding)
    {
        var message = Assert.Throws<InvalidDataException>(() => ZcaScaling.Check("genes.npy", count, inputs, gigabytes * 1_000_000_000L)).Message;
        Assert.StartsWith("genes.npy: ", message, StringComparison.Ordinal);
        Assert.Contains(finding, message, StringComparison.Ordinal);
        Assert.EndsWith("Take `StandardScaling`, fewer inputs (`Columns`), or patches of images (`Patches`).", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Theory, InlineData(1_000_000, 784), InlineData(200, 20_000), InlineData(8_000, 8_000)]
    public void Whitening_of_usual_sizes_is_begun(int count, int inputs) => ZcaScaling.Check("rows.npy", count, inputs, 16_000_000_000);

    [Fact]
    public void Fit_rows_with_NaN_are_refused() =>
        Assert.Contains("row 2, column 1", Assert.Throws<InvalidDataException>(() => Fit(new StandardScaling(), new[,] { { 1.0 }, { double.NaN } }.ToMatrix<double>())).Message, StringComparison.Ordinal);

    [Fact]
    public void Roots_of_an_ill_conditioned_matrix_are_roots()
    {
        // A = Bᵀ diag B with a rotation B, eigenvalues from 1e-6 to 100.
        var (c, s) = (Math.Cos(0.7), Math.Sin(0.7));
        double[,] b = { { c, s, 0 }, { -s * c, c * c, s }, { s * s, -c * s, c } };
        double[] values = [1e-6, 1, 100];
        var a = new Matrix<double>(3, 3);
        for (var i = 0; i < 3; i++)
            for (var j = 0; j < 3; j++)
                for (var p = 0; p < 3; p++) a[i, j] += b[p, i] * values[p] * b[p, j];
        var root = SymmetricRoots.InverseSquareRoot(a, new ScalingWork(Workers.Shared));
        Close.To(Identity(3), Product(Product(root, a), root).ToArray(), 1e-6);  // the condition, 1e8, times the rounding of a number
        Close.To(Identity(3), Product(a, SymmetricRoots.Inverse(a, new ScalingWork(Workers.Shared))).ToArray(), 1e-6);
    }

    private static Normalizer Fit(ScalingOptions options, Matrix<double> rows) => options.Fit(Rows.From(rows), new ScalingWork(Workers.Shared));

    private static ScalingOptions Options(string name) => Choices.BuiltIn.Scalings.Single(choice => choice.Name == name).Create();

    private static Matrix<double> Product(Matrix<double> a, Matrix<double> b)
    {
        var product = new Matrix<double>(a.Rows, b.Columns);
        MatrixProduct.Multiply(a, b, product, Workers.Shared);
        return product;
    }

    private static double[,] Identity(int n)
    {
        var identity = new double[n, n];
        for (var i = 0; i < n; i++) identity[i, i] = 1;
        return identity;
    }
}
