using Sae.Tests;
using SparseAutoencoders.Dashboard.Showing;

namespace SparseAutoencoders.Dashboard.Tests.Showing;

public sealed class FindingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly IRows _rows = Models.Rows();
    private readonly SparseAutoencoder _model;
    private readonly Findings _findings;

    public FindingsTests()
    {
        _model = Models.Train(_rows);
        _findings = FindingsWork.Run(_model, _rows, _ => { }, CancellationToken.None);
    }

    public void Dispose() => _folder.Dispose();

    // Of 100 rows so many below 0.1, between, and from 0.9 on.
    [Theory]
    [InlineData(97, 3, 0, "Near 0 on most rows, and never near 1. 97.0 % of rows below 0.1, ")]
    [InlineData(80, 19, 1, "Near 0 on most rows, and seldom near 1.")]
    [InlineData(0, 5, 95, "Near 1 on most rows, and never near 0.")]
    [InlineData(90, 3, 7, "Nearly 0-or-1.")]
    [InlineData(60, 15, 25, "Mostly 0-or-1.")]
    [InlineData(40, 30, 30, "Graded: often in between.")]
    public void Verdict_calls_0_or_1_what_has_rows_at_both_ends(int low, int between, int high, string words)
    {
        var histogram = new long[Findings.Bins];
        (histogram[0], histogram[Findings.Bins / 2], histogram[^1]) = (low, between, high);
        Assert.StartsWith(words, (_findings.Units[0] with { Least = 0, Most = 1, Histogram = histogram }).Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public void Findings_are_what_plain_loops_over_the_codes_give()
    {
        var codes = _model.Encode(_rows).ToMatrix<float>();
        foreach (var unit in _findings.Units)
        {
            var own = Enumerable.Range(0, codes.Rows).Select(r => codes[r, unit.Unit]).ToArray();
            Assert.Equal(own.Average(h => (double)h), unit.MeanActivation, 1e-6);
            Assert.Equal((own.Min(), own.Max()), ((float)unit.Least, (float)unit.Most));
            Assert.Equal(own.Length, unit.Histogram.Sum());
            Assert.Equal(own.Count(h => (int)(h * 50) == 3), unit.Histogram[3]);
            var order = Enumerable.Range(0, own.Length).OrderByDescending(r => own[r]).ThenBy(r => r).Take(Findings.Strongest);
            Assert.Equal(order.Select(r => new RowActivation(r, own[r])), unit.Top);
            Assert.Equal(unit.Spread.OrderBy(row => row.Activation).Select(row => row.Row), unit.Spread.Select(row => row.Row));
            Assert.All(unit.Spread, row => Assert.Equal(own[row.Row], row.Activation));
            var (mean, square) = (own.Average(h => (double)h), own.Average(h => (double)h * h));
            Assert.Equal((1 - mean * mean / square) / (1 - 1.0 / own.Length), unit.Selectivity, 1e-6);
        }
        Assert.Equal(_model.Evaluate(_rows, TestContext.Current.CancellationToken).LossTotal, _findings.Evaluation.LossTotal);
    }

    [Fact]
    public void A_file_of_findings_gives_them_back()
    {
        FindingsFile.Write(_folder["f.pages"], _findings, "model rows");
        var read = FindingsFile.Read(_folder["f.pages"], "model rows", new KlOptions(), 5, 6, 90)!;
        Assert.Equivalent(_findings.Units, read.Units, strict: true);
        Assert.Equal(_findings.Scores, read.Scores);
        Assert.Equal(_findings.Inputs, read.Inputs);
        var (before, after) = (_findings.Evaluation, read.Evaluation);
        Assert.Equal(before.Sparsity, after.Sparsity);
        Assert.Equal(before.Metrics.Select(metric => (metric.Key, metric.Read(before))), after.Metrics.Select(metric => (metric.Key, metric.Read(after))));
        Assert.Equal(before.MeanActivations, after.MeanActivations);
        Assert.Equal(before.Contrasts, after.Contrasts);
        Assert.NotEmpty(_findings.OfModel);
        Assert.Equal(_findings.OfModel, read.OfModel);
        Assert.Equal(before.IdleUnits, after.IdleUnits);
        Assert.Equal(before.ActivationHistogram, after.ActivationHistogram);
    }

    [Fact]
    public void A_file_about_something_else_or_of_other_sizes_is_as_good_as_none()
    {
        FindingsFile.Write(_folder["f.pages"], _findings, "model rows");
        Assert.Null(FindingsFile.Read(_folder["f.pages"], "model others", new KlOptions(), 5, 6, 90));
        Assert.Null(FindingsFile.Read(_folder["f.pages"], "model rows", new KlOptions(), 6, 6, 90));
        Assert.Null(FindingsFile.Read(_folder["f.pages"], "model rows", new KlOptions(), 5, 6, 20));
        Assert.Null(FindingsFile.Read(_folder["none.pages"], "model rows", new KlOptions(), 5, 6, 90));
    }

    [Fact]
    public void A_damaged_file_is_as_good_as_none_wherever_it_is_cut()
    {
        FindingsFile.Write(_folder["f.pages"], _findings, "s");
        var bytes = File.ReadAllBytes(_folder["f.pages"]);
        for (var length = 0; length < bytes.Length; length += 97)
        {
            _folder.Write("cut.pages", bytes[..length]);
            Assert.Null(FindingsFile.Read(_folder["cut.pages"], "s", new KlOptions(), 5, 6, 90));
        }
        for (var at = 0; at < 700; at += 3)
        {
            var damaged = (byte[])bytes.Clone();
            damaged[at] ^= 0x15;
            _folder.Write("bad.pages", damaged);
            _ = FindingsFile.Read(_folder["bad.pages"], "s", new KlOptions(), 5, 6, 90);
        }
    }

    [Fact]
    public void A_subject_keeps_its_findings_beside_the_model_and_takes_them_from_there()
    {
        _model.Save(_folder["m.safetensors"]);
        using (var subject = Subject.OfModel(_folder["m.safetensors"], _rows)) subject.Complete();
        var kept = File.GetLastWriteTimeUtc(_folder["m.safetensors.pages"]);
        using (var again = Subject.OfModel(_folder["m.safetensors"], _rows))
        {
            again.Complete();
            Assert.Equal(_findings.Evaluation.LossTotal, again.Now.Findings!.Evaluation.LossTotal);
        }
        Assert.Equal(kept, File.GetLastWriteTimeUtc(_folder["m.safetensors.pages"]));
        using var others = Subject.OfModel(_folder["m.safetensors"], Models.Rows(seed: 6));
        others.Complete();
        Assert.NotEqual(_findings.Evaluation.LossTotal, others.Now.Findings!.Evaluation.LossTotal);
    }

    [Fact]
    public void Rows_of_another_width_are_refused()
    {
        _model.Save(_folder["m.safetensors"]);
        Assert.Throws<InvalidDataException>(() => Subject.OfModel(_folder["m.safetensors"], Models.Rows(inputs: 7)));
    }

    [Fact]
    public void A_transcoder_is_refused_with_what_to_do()
    {
        var rows = Models.Rows();
        var pairs = Rows.Paired(rows, Rows.From(new Matrix<float>(rows.Count, 2)));
        SparseAutoencoder.Train(pairs, new() { HiddenUnits = 3, Optimizer = new AdamOptions { Epochs = 1 } }, cancellation: TestContext.Current.CancellationToken).Save(_folder["t.safetensors"]);
        Assert.Contains("rebuilds targets (`Rows.Paired`)", Assert.Throws<InvalidDataException>(() => Subject.OfModel(_folder["t.safetensors"], rows)).Message, StringComparison.Ordinal);
        // A run's curves are shown; its rows are not.
        using var run = Subject.OfRun(_folder["none"], pairs);
        Assert.Null(run.Rows);
    }
}
