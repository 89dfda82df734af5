using System.Globalization;
using Sae.Tests;
using SparseAutoencoders.Dashboard.Showing;

namespace SparseAutoencoders.Dashboard.Tests.Showing;

public sealed class RunReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RunReader _reader;

    public RunReaderTests() => _reader = new RunReader(_folder["run"], Choices.BuiltIn);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_that_is_not_there_yet_is_waited_for()
    {
        Assert.Equal((RunState.Waiting, null), (_reader.Read().State, _reader.NewestModel()));
        Append(Line(1));
        Assert.Equal(1, _reader.Read().Last!.Done);
    }

    [Fact]
    public void Lines_are_taken_as_they_come_also_in_pieces()
    {
        Append(Line(1) + Line(2)[..40]);
        Assert.Equal([1], Done());
        Append(Line(2)[40..]);
        Assert.Equal([1, 2], Done());
        Append(Line(3));
        Assert.Equal([1, 2, 3], Done());
        Assert.Equal(4.5, _reader.Read().Last!.LossTotal, 1e-12);
    }

    [Fact]
    public void A_figure_that_is_null_or_missing_costs_no_line()
    {
        Append(Line(1) + Line(2).Replace("\"rho_deviation_max\":", "\"dead_units\": 3, \"rho_deviation_max\": null, \"was\":", StringComparison.Ordinal));
        var run = _reader.Read();
        Assert.Equal([1, 2], run.History.Select(progress => progress.Done));
        Assert.Equal((null, 3), (run.History[0].DeadUnits, run.Last!.DeadUnits));
        Assert.True(double.IsNaN(run.Last.SparsityFigures[1]));
        Assert.Equal([1], run.HistoryOf(progress => progress.SparsityFigures[1]).Select(progress => progress.Done));
    }

    [Fact]
    public void A_file_that_was_begun_again_is_read_again()
    {
        Append(Line(1) + Line(2) + Line(3));
        Assert.Equal([1, 2, 3], Done());
        File.WriteAllText(Metrics, Line(1));
        Assert.Equal([1], Done());
        File.WriteAllText(Metrics, Line(1) + Line(7) + Line(8) + Line(9));
        Assert.Equal([1, 7, 8, 9], Done());
    }

    [Theory]
    [InlineData("not json\n")]
    [InlineData("{}\n")]
    [InlineData("[1, 2]\n")]
    [InlineData("\n")]
    [InlineData("{\"epoch\": 5, \"of\": 9}\n")]
    [InlineData("{\"epoch\": \"5\"}\n")]
    public void A_line_without_figures_is_passed_over(string line)
    {
        Append(Line(1) + line + Line(2));
        Assert.Equal([1, 2], Done());
    }

    [Fact]
    public void A_line_without_an_end_takes_no_memory_and_long_runs_are_thinned_out()
    {
        Append(new string('x', 1_000_000) + "\n");
        for (var part = 0; part < 50; part++) Append(string.Concat(Enumerable.Range(part * 200 + 1, 200).Select(Line)));
        var history = _reader.Read().History;
        Assert.InRange(history.Count, 1000, 2001);
        Assert.Equal((1, 10_000), (history[0].Done, history[^1].Done));
        Assert.Equal(history.OrderBy(progress => progress.Done), history);
    }

    [Fact]
    public void Options_are_texts_and_damaged_ones_none()
    {
        Append(Line(1));
        File.WriteAllText(_folder["run/options.json"], """{"rho": 0.2, "data": "<b>", "list": [1, {"a": 2}], "sparsity": "kl"}""");
        var run = _reader.Read();
        Assert.Equal((0.2, "<b>", "[1, {\"a\": 2}]"), (run.Sparsity!.MeanActivationAsked, run.Options[1].Value, run.Options[2].Value));
        File.WriteAllText(_folder["damaged"], "");
        Directory.CreateDirectory(_folder["other"]);
        File.WriteAllText(_folder["other/options.json"], "{\"rho\": ");
        Assert.Empty(new RunReader(_folder["other"], Choices.BuiltIn).Read().Options);
    }

    [Fact]
    public void A_run_without_a_model_in_whose_folder_nobody_works_has_stopped()
    {
        Append(Line(1));
        Assert.Equal(RunState.Stopped, _reader.Read().State);
        File.WriteAllText(_folder["run/model.safetensors"], "");
        Assert.Equal(RunState.Finished, _reader.Read().State);
    }

    private string Metrics => _folder["run/metrics.jsonl"];

    private IEnumerable<int> Done() => _reader.Read().History.Select(progress => progress.Done);

    private void Append(string text)
    {
        Directory.CreateDirectory(_folder["run"]);
        File.AppendAllText(Metrics, text);
    }

    private static string Line(int epoch) => string.Create(CultureInfo.InvariantCulture,
        $$"""{"epoch":{{epoch}},"of":20000,"loss_total":4.5,"loss_reconstruction":3,"loss_sparsity":1,"loss_weight_decay":0.5,"penalty":2,"mean_activation":0.1,"rho_deviation_mean":0.2,"rho_deviation_max":0.3,"rate":0.01,"rows_per_second":1000,"seconds":{{epoch}}}""") + "\n";
}
