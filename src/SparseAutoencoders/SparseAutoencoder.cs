using SparseAutoencoders.Data;
using SparseAutoencoders.Kernels;
using SparseAutoencoders.Metrics;
using SparseAutoencoders.Training;

namespace SparseAutoencoders;

/// <summary>A trained sparse autoencoder. Safe for use from several threads at once.</summary>
public sealed class SparseAutoencoder
{
    /// <summary>Options the model was made with; <see cref="TrainingOptions.Image"/> filled in from the rows where they say it.</summary>
    public TrainingOptions Options => throw new NotSupportedException();

    /// <summary>Inputs d of a row.</summary>
    public int Inputs => throw new NotSupportedException();

    /// <summary>Hidden units k.</summary>
    public int HiddenUnits => throw new NotSupportedException();

    /// <summary>How a row is drawn, if it is an image.</summary>
    public ImageShape? Image => throw new NotSupportedException();

    /// <summary>How training went; null for a loaded model.</summary>
    public TrainingRun? Run => throw new NotSupportedException();

    /// <summary>Encoder weights W_e, (hidden units, inputs).</summary>
    public Matrix<double> EncoderWeights => throw new NotSupportedException();

    /// <summary>Learns a model.</summary>
    public static SparseAutoencoder Train(IRows rows, TrainingOptions? options = null, IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>Reads a model file.</summary>
    public static SparseAutoencoder Load(string path) => throw new NotSupportedException();

    /// <summary>Writes a model file, whole or not at all.</summary>
    public void Save(string path) => throw new NotSupportedException();

    /// <summary>Codes of rows, computed as they are read. (rows, hidden units), each in (0, 1).</summary>
    public IRows Encode(IRows rows) => throw new NotSupportedException();

    /// <summary>Outputs for codes, in the data's own units, computed as they are read. (rows, inputs).</summary>
    public IRows Decode(IRows codes) => throw new NotSupportedException();

    /// <summary>Outputs for rows, in the data's own units, computed as they are read. (rows, inputs).</summary>
    public IRows Reconstruct(IRows rows) => throw new NotSupportedException();

    /// <summary>Every figure, over all rows.</summary>
    public Evaluation Evaluate(IRows rows) => throw new NotSupportedException();
}
