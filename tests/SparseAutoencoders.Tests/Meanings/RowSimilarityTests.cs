using SparseAutoencoders.Tests.Model;
using SparseAutoencoders.Tests.Reference;
using SparseAutoencoders.Tests.Training;

namespace SparseAutoencoders.Tests.Meanings;

/// <summary>Rows that are alike by their codes, against plain loops, and against values of Golden/meanings.py.</summary>
public sealed class RowSimilarityTests
{
    private const int RowCount = 200;

    private static readonly TrainingOptions Classical = new() { HiddenUnits = 7, Optimizer = new AdamOptions { Epochs = 2 } };

    private static readonly TrainingOptions FewCodes = Classical with { HiddenUnits = 16, Sparsity = new TopKOptions { L0 = 3 }, Decoder = OutputFunction.Linear };

    [Theory, InlineData(false, 0), InlineData(false, 199), InlineData(true, 0), InlineData(true, 73)]
    public void Rows_like_a_row_are_those_of_plain_loops(bool fewCodes, int row)
    {
        var rows = Samples.Rows(RowCount, 6);
        var model = rows.Learn(fewCodes ? FewCodes : Classical);
        var codes = model.Encode(rows).ToMatrix<float>().ToArray();
        var wanted = Enumerable.Range(0, RowCount).Where(other => other != row).Select(other => (Row: other, Cosine: Cosine(codes, row, other))).Where(near => near.Cosine > 0)
            .OrderByDescending(near => near.Cosine).ThenBy(near => near.Row).Take(12).ToList();

        var found = model.SimilarRows(rows, row, 12, TestContext.Current.CancellationToken);

        Assert.Equal(wanted.Select(near => near.Row), found.Select(near => near.Row));
        foreach (var (near, expected) in found.Zip(wanted))
        {
            Close.To(expected.Cosine, near.Cosine, 1e-12);
            Assert.InRange(near.Cosine, 0, 1);
            var (length, other) = (Length(codes, row), Length(codes, near.Row));
            var shared = Enumerable.Range(0, codes.GetLength(1)).Where(unit => codes[row, unit] * codes[near.Row, unit] > 0).ToList();
            Assert.Equal(shared, near.Shared.Select(unit => unit.Unit).Order());
            Assert.Equal(near.Shared.OrderByDescending(unit => unit.Share).ThenBy(unit => unit.Unit), near.Shared);
            foreach (var unit in near.Shared) Close.To(codes[row, unit.Unit] * codes[near.Row, unit.Unit] / (length * other), unit.Share, 1e-12);
            Close.To(near.Cosine, near.Shared.Sum(unit => unit.Share), 1e-12);
        }
    }

    [Fact]
    public void Rows_of_a_unit_are_those_whose_code_it_makes_up_most_of()
    {
        var rows = Samples.Rows(RowCount, 6);
        var model = rows.Learn(FewCodes);
        var codes = model.Encode(rows).ToMatrix<float>().ToArray();
        for (var unit = 0; unit < model.HiddenUnits; unit++)
        {
            var wanted = Enumerable.Range(0, RowCount).Where(row => codes[row, unit] > 0).Select(row => (Row: row, Cosine: codes[row, unit] / Length(codes, row))).OrderByDescending(near => near.Cosine).ThenBy(near => near.Row).Take(10).ToList();
            var found = model.RowsOfUnit(rows, unit, cancellation: TestContext.Current.CancellationToken);
            Assert.Equal(wanted.Select(near => near.Row), found.Select(near => near.Row));
            foreach (var (near, expected) in found.Zip(wanted))
            {
                Close.To(expected.Cosine, near.Cosine, 1e-12);
                Assert.Equal(unit, Assert.Single(near.Shared).Unit);
            }
        }
    }

    // Rows of one direction are alike whatever their length; equally alike ones come in their order. One has nothing in common with another, one has no code at all.
    [Fact]
    public void Of_equally_alike_rows_the_first_comes_first_and_strangers_do_not_come()
    {
        var codes = Rows.From<float>([[1, 2, 0], [0, 0, 3], [2, 4, 0], [1, 2, 0], [0, 0, 0], [4, 8, 0], [2, 0, 0]]);

        var found = RowSimilarity.Of(codes, [1, 2, 0], without: 0, 10, TestContext.Current.CancellationToken);
        Assert.Equal([2, 3, 5, 6], found.Select(near => near.Row));
        Assert.All(found.Take(3), near => Assert.Equal(1, near.Cosine, 1e-15));
        Assert.All(found, near => Assert.InRange(near.Cosine, 0, 1));
        Assert.Equal([1, 0], found[0].Shared.Select(unit => unit.Unit));
        Assert.Equal([2, 3], RowSimilarity.Of(codes, [1, 2, 0], without: 0, 2, TestContext.Current.CancellationToken).Select(near => near.Row));
        Assert.Equal([0, 2, 3, 5, 6], RowSimilarity.Of(codes, [1, 2, 0], without: -1, 10, TestContext.Current.CancellationToken).Select(near => near.Row));
        Assert.Empty(RowSimilarity.Of(codes, [0, 0, 3], without: 1, 10, TestContext.Current.CancellationToken));
        Assert.Empty(RowSimilarity.Of(codes, [0, 0, 0], without: 4, 10, TestContext.Current.CancellationToken));
        Assert.Empty(RowSimilarity.Of(codes.Slice(0, 1), [1, 2, 0], without: 0, 10, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_row_or_a_unit_that_is_not_there_is_refused_and_the_search_stops_where_it_is_asked_to()
    {
        var rows = Samples.Rows(20, 6);
        var model = rows.Learn(Classical);
        var token = TestContext.Current.CancellationToken;
        Assert.Throws<ArgumentOutOfRangeException>(() => model.SimilarRows(rows, -1, cancellation: token));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.SimilarRows(rows, 20, cancellation: token));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.RowsOfUnit(rows, -1, cancellation: token));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.RowsOfUnit(rows, 7, cancellation: token));
        Assert.Empty(model.SimilarRows(rows.Slice(3, 1), 0, cancellation: token));
        Assert.ThrowsAny<OperationCanceledException>(() => model.SimilarRows(rows, 1, cancellation: new(canceled: true)));
        Assert.ThrowsAny<OperationCanceledException>(() => model.RowsOfUnit(rows, 1, cancellation: new(canceled: true)));
    }

    // (row, cosine, the first shared unit, its share), as the program prints them.
    private static readonly (int Row, double Cosine, int Unit, double Share)[] Golden =
    [
        (43, 0.9999709921083674, 1, 0.7246797396563358), (108, 0.9999709921083674, 1, 0.7246797396563358), (66, 0.9998584573870208, 1, 0.7354728075971836),
        (39, 0.9996582135786227, 1, 0.7394731990855565), (20, 0.999612886901072, 1, 0.7154287063307871), (85, 0.999612886901072, 1, 0.7154287063307871),
    ];

    [Fact]
    public void Rows_like_a_row_are_those_of_an_independent_program()
    {
        var codes = new Matrix<float>(120, 5);
        for (var row = 0; row < 120; row++)
            for (var unit = 0; unit < 5; unit++) codes[row, unit] = (row * 7 + unit * 11 + row * row * 3) % 23 is > 15 and var k ? (k - 15 + (row + unit) % 13 / 16f) / 8f : 0;
        var found = RowSimilarity.Of(Rows.From(codes), codes.Row(16).ToArray(), without: 16, Golden.Length, TestContext.Current.CancellationToken);
        Assert.Equal(Golden.Select(golden => (golden.Row, golden.Unit)), found.Select(near => (near.Row, near.Shared[0].Unit)));
        foreach (var (golden, near) in Golden.Zip(found))
        {
            Close.To(golden.Cosine, near.Cosine, 1e-12);
            Close.To(golden.Share, near.Shared[0].Share, 1e-12);
        }
    }

    private static double Length(double[,] codes, int row) => Math.Sqrt(Enumerable.Range(0, codes.GetLength(1)).Sum(unit => codes[row, unit] * codes[row, unit]));

    private static double Cosine(double[,] codes, int row, int other) =>
        Length(codes, row) * Length(codes, other) is > 0 and var lengths ? Enumerable.Range(0, codes.GetLength(1)).Sum(unit => codes[row, unit] * codes[other, unit]) / lengths : 0;
}
