namespace SparseAutoencoders.Benchmarks.Frontier;

/// <summary>What sparsity costs: L against how far units are from ρ, for the plain penalty over a grid of β and rates, and for ρ held.</summary>
internal sealed class FrontierBenchmark : IBenchmark
{
    public string Name => "frontier";

    public string Summary => "L against |ρ̂ − ρ|/ρ: the penalty over a grid of β and rates, and ρ held";

    public void Run(BenchmarkRun run)
    {
        AnswerCheck.Gradients();
        using var sources = new SourceRows(run);
        var done = run.Results.Rows<FrontierRow>().Select(row => (row.Scenario, row.Trial)).ToHashSet();
        var left = run.AtMost;
        foreach (var scenario in run.Smoke ? Scenario.All.Where(scenario => scenario.Source == Source.Images).Select(Small) : Scenario.All)
        {
            foreach (var trial in scenario.Trials().Where(trial => !done.Contains((scenario.Name, trial))))
            {
                if (left-- == 0) return;
                var row = Measure(scenario, trial, sources, run.Threads);
                run.Results.Add(row);
                run.Out.WriteLine(FrontierText.Line(row));
            }
        }
        if (run.Smoke) run.Out.WriteLine("scikit-learn's tables are left out of a smoke run");
        FrontierText.Write(run.Out, run.Results.Rows<FrontierRow>());
    }

    public string Table(string part, ResultsFile results) => part switch
    {
        "" => FrontierText.Summary(results.Rows<FrontierRow>()),
        _ => FrontierText.Plain(results.Rows<FrontierRow>(), part),
    };

    public IReadOnlyDictionary<string, string> Pictures(ResultsFile results) =>
        new Dictionary<string, string> { ["frontier.svg"] = FrontierPicture.Draw(results.Rows<FrontierRow>(), "images").ToSvg() };

    private static FrontierRow Measure(Scenario scenario, Trial trial, SourceRows sources, int threads)
    {
        var (training, test) = sources.Of(scenario.Source);
        var model = SparseAutoencoder.Train(training, scenario.Options(trial, threads));
        var run = model.Run!;
        var onTraining = model.Evaluate(run.TrainingRows);
        AnswerCheck.Figures(model, run.TrainingRows, onTraining);
        var onTest = model.Evaluate(test ?? run.ValidationRows!);
        return new FrontierRow(scenario.Name, trial, Standing.Of(onTraining), Standing.Of(onTest), Math.Round(run.Seconds, 2), threads);
    }

    /// <summary>The same with a handful of units, steps and values.</summary>
    private static Scenario Small(Scenario scenario) => scenario with
    {
        Rhos = scenario.Rhos[..1],
        Rates = scenario.Rates[..1],
        Betas = [1, 100],
        Basis = scenario.Basis with
        {
            HiddenUnits = 12,
            Optimizer = scenario.Basis.Optimizer.IsOverAllRows ? new LbfgsOptions { Iterations = 5 } : new AdamOptions { Epochs = 2, Batch = 50 },
        },
    };
}
