using System.Text;
using Sae.Flags;
using SparseAutoencoders;
using SparseAutoencoders.Optimization;
using SparseAutoencoders.Training;

namespace Sae.Output;

/// <summary>A run as a folder of plain files: options.json, metrics.jsonl (one line an epoch or iteration), model.safetensors.</summary>
/// <remarks>Made when the first figures come, so that a run refused for its data leaves nothing behind.</remarks>
internal sealed class RunFolder : IProgress<TrainingProgress>, IDisposable
{
    private readonly string _path;
    private readonly string _options;
    private readonly string _step;
    private StreamWriter? _metrics;

    /// <param name="path">The folder: missing, or without a run in it.</param>
    /// <param name="flags">List the options.</param>
    /// <param name="options">What the run learns with.</param>
    /// <param name="data">The file of rows.</param>
    /// <param name="rows">Rows asked for, null for all.</param>
    /// <exception cref="IOException">The folder holds a run, or cannot be written.</exception>
    public RunFolder(string path, TrainingFlags flags, TrainingOptions options, string data, int? rows)
    {
        Destination.CheckNewFolder(path);
        foreach (var name in (string[])["options.json", "metrics.jsonl", "model.safetensors"])
        {
            if (File.Exists(Path.Combine(path, name))) throw new IOException($"{path}: it holds a run already ({name}). Give --run-dir a new folder.");
        }
        _path = path;
        _step = options.Optimizer is MiniBatchOptions ? "epoch" : "iteration";
        var report = new Report().Add("version", typeof(RunFolder).Assembly.GetName().Version!.ToString(3)).Add("data", Path.GetFullPath(data));
        if (rows is { } count) report.Add("rows", count);
        foreach (var (key, value) in flags.List(options)) report.Add(key, value);
        _options = report.Json();
    }

    /// <summary>Where the model goes.</summary>
    public string Model => Path.Combine(_path, "model.safetensors");

    public void Report(TrainingProgress value)
    {
        if (!value.Complete) return;
        _metrics ??= Begin();
        _metrics.WriteLine(new Report()
            .Add(_step, value.Done)
            .Add("of", value.Total)
            .Add("loss_total", value.LossTotal)
            .Add("loss_reconstruction", value.LossReconstruction)
            .Add("loss_sparsity", value.LossSparsity)
            .Add("loss_weight_decay", value.LossWeightDecay)
            .Add("penalty", value.Penalty)
            .Add("mean_activation", value.MeanActivation)
            .Add("rho_deviation_mean", value.RhoDeviationMean)
            .Add("rho_deviation_max", value.RhoDeviationMax)
            .Add("rate", value.Rate)
            .Add("rows_per_second", value.RowsPerSecond)
            .Add("seconds", value.Elapsed.TotalSeconds)
            .Json());
    }

    public void Dispose() => _metrics?.Dispose();

    private StreamWriter Begin()
    {
        Directory.CreateDirectory(_path);
        PictureFile.WriteText(Path.Combine(_path, "options.json"), _options + "\n");
        return new StreamWriter(Path.Combine(_path, "metrics.jsonl"), append: false, new UTF8Encoding(false)) { AutoFlush = true };
    }
}
