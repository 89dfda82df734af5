using SparseAutoencoders.Tests.Model;

namespace SparseAutoencoders.Tests.Data;

public sealed class PairedRowsTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory, InlineData(3, 2), InlineData(1, 40_000), InlineData(40_000, 1)]
    public void Read_gives_rows_and_targets_side_by_side_in_any_part(int inputs, int outputs)
    {
        var (x, y) = (Networks.Numbers(9, inputs, 1), Networks.Numbers(9, outputs, 2));
        var pairs = Rows.Paired(Rows.From(x.ToMatrix<float>()), Rows.From(y.ToMatrix<double>()));
        Assert.Equal((9, inputs + outputs, outputs, "mixed"), (pairs.Count, pairs.Width, pairs.TargetWidth, pairs.NumberType));
        foreach (var (first, count) in ((int, int)[])[(0, 9), (2, 5), (8, 1), (3, 0)])
        {
            var read = new double[count * pairs.Width];
            pairs.Read(first, read.AsSpan());
            for (var i = 0; i < read.Length; i++)
            {
                var (r, j) = (first + i / pairs.Width, i % pairs.Width);
                Assert.Equal(j < inputs ? x[r, j] : y[r, j - inputs], read[i]);
            }
        }
        var some = pairs.Slice(2, 5);
        Assert.Equal(outputs, some.TargetWidth);
        Assert.Equal(x[4, 0], some.Inputs().ToMatrix<double>()[2, 0]);
        Assert.Equal(y[4, outputs - 1], some.Targets().ToMatrix<double>()[2, outputs - 1]);
        Assert.Equal((inputs, 0, outputs, 0), (some.Inputs().Width, some.Inputs().TargetWidth, some.Targets().Width, some.Targets().TargetWidth));
    }

    [Fact]
    public void Paired_refuses_other_counts_and_what_is_paired_already()
    {
        IRows Made(int count) => Rows.From(new Matrix<float>(count, 2), name: $"{count} rows");
        Assert.Equal("targets: 4 rows holds 4 rows, but 5 rows has 5. Give as many, in the same order.", Assert.Throws<InvalidDataException>(() => Rows.Paired(Made(5), Made(4))).Message);
        var pairs = Rows.Paired(Made(5), Made(5));
        Assert.Contains("has targets already", Assert.Throws<InvalidDataException>(() => Rows.Paired(pairs, Made(5))).Message, StringComparison.Ordinal);
        Assert.Contains("has targets already", Assert.Throws<InvalidDataException>(() => Rows.Paired(Made(5), pairs)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_number_is_named_in_its_own_file_row_and_column()
    {
        var (x, y) = (Rows.From(new Matrix<float>(6, 3), name: "x"), new Matrix<float>(6, 2));
        y[4, 1] = float.NaN;
        var targets = new MemoryRows<float>(y, null, "y") { Columns = ["mass", "charge"] };
        var pairs = Rows.Paired(x, targets);
        // Row 4 is row 2 of a slice, and the second of the others that are left.
        string[] messages = [Message(pairs), Message(pairs.Slice(2, 4)), Message(new RowSelection(pairs, [0, 1, 2, 5], others: true)), Message(pairs.Targets()), Message(pairs.Slice(1, 5).Targets())];
        Assert.All(messages, message => Assert.StartsWith("y, row 5, column 2 (charge), counted from 1: NaN", message, StringComparison.Ordinal));
        Assert.Equal(("x, column 3", "y, column 1 (mass)"), (pairs.Slice(2, 3).PlaceOf(null, 2), pairs.Slice(2, 3).PlaceOf(null, 3)));
        Assert.Equal(["", "", "", "mass", "charge"], pairs.Columns);

        static string Message(IRows rows) => Assert.Throws<InvalidDataException>(() => RowCheck.Finite<float>(rows, 0, rows.ToMatrix<float>().All)).Message;
    }

    [Fact]
    public void A_wrong_number_of_several_files_is_named_in_the_one_it_stands_in()
    {
        string[] files = [_folder["a.npy"], _folder["b.npy"]];
        var numbers = new Matrix<float>(2, 2);
        RowOutput.Write<float>(files[0], Rows.From(numbers), cancel: TestContext.Current.CancellationToken);
        numbers[1, 1] = float.NaN;
        RowOutput.Write<float>(files[1], Rows.From(numbers), cancel: TestContext.Current.CancellationToken);
        using var pairs = Rows.Paired(Rows.From(new Matrix<float>(4, 3)), Choices.BuiltIn.Open(files));
        var message = Assert.Throws<InvalidDataException>(() => SparseAutoencoder.Train(pairs, new() { HiddenUnits = 2 }, cancellation: TestContext.Current.CancellationToken)).Message;
        Assert.StartsWith($"{files[1]}, row 2, column 2, counted from 1: NaN", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Disposed_closes_both()
    {
        var files = new[] { "x.npy", "y.npy" }.Select(name => _folder[name]).ToList();
        foreach (var file in files) RowOutput.Write<float>(file, Rows.From(new Matrix<float>(3, 2)), cancel: TestContext.Current.CancellationToken);
        var opened = files.Select(file => Choices.BuiltIn.Open(file)).ToList();
        Rows.Paired(opened[0], opened[1]).Dispose();
        Assert.All(opened, rows => Assert.ThrowsAny<ObjectDisposedException>(() => rows.ToMatrix<float>()));
    }
}
