using System.Numerics;
using System.Text;
using SparseAutoencoders.Onnx;

namespace SparseAutoencoders.Interop.Tests.Onnx;

public sealed class OnnxModelTests
{
    private const OnnxOutputs All = OnnxOutputs.Codes | OnnxOutputs.Reconstruction | OnnxOutputs.Error;

    private static readonly IRows Images = SampleImages.First(120);

    /// <summary>Scaling, decoder, loss, tied, precision: all that go together. Only these scalings give numbers that a sigmoid reaches.</summary>
    public static TheoryData<string, OutputFunction, string, bool, Precision> Kinds()
    {
        var kinds = new TheoryData<string, OutputFunction, string, bool, Precision>();
        foreach (var scaling in Choices.BuiltIn.Scalings)
            foreach (var decoder in Enum.GetValues<OutputFunction>().Where(decoder => decoder != OutputFunction.Sigmoid || scaling.Name is "none" or "minmax"))
                foreach (var loss in Choices.BuiltIn.Losses.Where(loss => loss.Defaults.Accepts(decoder)))
                    foreach (var tied in (bool[])[false, true])
                        foreach (var precision in Enum.GetValues<Precision>()) kinds.Add(scaling.Name, decoder, loss.Name, tied, precision);
        return kinds;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Graph_gives_the_models_codes_outputs_and_errors(string scaling, OutputFunction decoder, string loss, bool tied, Precision precision)
    {
        var model = Learn(new TrainingOptions
        {
            Scaling = Choices.BuiltIn.Scalings.Single(choice => choice.Name == scaling).Create(),
            Decoder = decoder,
            Loss = Choices.BuiltIn.Losses.Single(choice => choice.Name == loss).Create(),
            Tied = tied,
            Precision = precision,
        });
        if (precision == Precision.Single) Compare<float>(model, Images);
        else Compare<double>(model, Images);
    }

    [Theory, InlineData(Precision.Single), InlineData(Precision.Double)]
    public void Graph_fills_missing_values_as_the_model_does(Precision precision)
    {
        var rows = Images.ToMatrix<double>();
        for (var r = 0; r < rows.Rows; r++) rows[r, r * 5 % 784] = double.NaN;
        var gaps = Rows.From(rows);
        var options = new TrainingOptions { HiddenUnits = 24, Impute = Imputation.Mean, Scaling = new MinMaxScaling(), Precision = precision, Optimizer = new AdamOptions { Epochs = 1, Batch = 20 } };
        var model = SparseAutoencoder.Train(gaps, options, cancellation: TestContext.Current.CancellationToken);
        if (precision == Precision.Single) Compare<float>(model, gaps);
        else Compare<double>(model, gaps);
    }

    // 1e9 and a spread of 1: a graph of floats would be handed multiples of 64.
    [Theory, InlineData("standard"), InlineData("minmax"), InlineData("zca")]
    public void Graph_of_rows_far_from_0_takes_double_and_scales_in_double(string scaling)
    {
        var numbers = Images.Slice(0, 60).ToMatrix<double>();
        var rows = new Matrix<double>(60, 9);                   // nine pixels from the middle of the images
        for (var r = 0; r < 60; r++)
            for (var j = 0; j < 9; j++) rows[r, j] = 1e9 + numbers[r, 28 * 14 + 10 + j];
        rows[7, 3] = double.NaN;
        var options = new TrainingOptions { Scaling = Choices.BuiltIn.Scalings.Single(choice => choice.Name == scaling).Create(), Decoder = OutputFunction.Linear, HiddenUnits = 8, Impute = Imputation.Mean };
        var model = SparseAutoencoder.Train(Rows.From(rows), options with { Optimizer = new AdamOptions { Epochs = 20, Batch = 20 } }, cancellation: TestContext.Current.CancellationToken);
        using var session = new OnnxSession(Bytes(model, All));
        Assert.Equal((typeof(double), typeof(float), typeof(double), typeof(float)),
            (session.Inputs["rows"].ElementType, session.Outputs["codes"].ElementType, session.Outputs["reconstruction"].ElementType, session.Outputs["error"].ElementType));
        Close(model.Encode(Rows.From(rows)).ToMatrix<float>().All.ToArray(), session.Run<double, float>("codes", rows), 1e-5);
        // The spread's rounding, of numbers that are 1e9: nothing of it is lost to the offset.
        Close([.. model.Reconstruct(Rows.From(rows)).ToMatrix<double>().All.ToArray().Select(x => x - 1e9)], [.. session.Run("reconstruction", rows).Select(x => x - 1e9)], 1e-5);

        // ML.NET's columns are floats: what they hold goes through the same graph.
        using var stream = new MemoryStream();
        OnnxModel.Write(model, stream, new OnnxLayout("rows", "codes", "reconstruction", null) { SingleOutside = true });
        using var single = new OnnxSession(stream.ToArray());
        Assert.Equal((typeof(float), typeof(float)), (single.Inputs["rows"].ElementType, single.Outputs["reconstruction"].ElementType));
        var floats = new Matrix<float>(60, 9);
        for (var i = 0; i < rows.All.Length; i++) floats.All[i] = (float)rows.All[i];
        Close(model.Encode(Rows.From(floats)).ToMatrix<float>().All.ToArray(), single.Run("codes", floats), 1e-5);
    }

    [Fact]
    public void Graph_takes_any_number_of_rows()
    {
        var model = Learn(new TrainingOptions());
        using var session = new OnnxSession(Bytes(model));
        var all = session.Run("codes", Images.ToMatrix<float>());
        foreach (var count in (int[])[1, 7]) Close(all[..(count * model.HiddenUnits)], session.Run("codes", Images.Slice(0, count).ToMatrix<float>()), 1e-5);
    }

    // Of targets that lie far from 0, outputs alone are scaled in double.
    [Theory, InlineData(0, Precision.Single), InlineData(0, Precision.Double), InlineData(1e9, Precision.Single)]
    public void Graph_of_a_transcoder_gives_outputs_in_the_targets_units_and_no_error(double offset, Precision precision)
    {
        var (images, targets) = (Images.ToMatrix<double>(), new Matrix<double>(Images.Count, 3));
        for (var r = 0; r < targets.Rows; r++)
            for (var j = 0; j < 3; j++) targets[r, j] = offset + 50 * images[r, 400 + j];
        var options = new TrainingOptions { HiddenUnits = 24, Scaling = new StandardScaling(), Decoder = OutputFunction.Linear, Precision = precision, Optimizer = new AdamOptions { Epochs = 3, Batch = 20 } };
        using var pairs = Rows.Paired(Images, Rows.From(targets));
        var model = SparseAutoencoder.Train(pairs, options, cancellation: TestContext.Current.CancellationToken);
        using var session = new OnnxSession(Bytes(model));
        Assert.Equal(3, session.Outputs["reconstruction"].Dimensions[1]);
        Assert.Contains("784 inputs, 24 sigmoid hidden units held near a mean activation of 0.05, 3 outputs that are not the inputs", session.Metadata.Description, StringComparison.Ordinal);
        var expected = model.Reconstruct(Images).ToMatrix<double>().All.ToArray().Select(x => x - offset).ToArray();
        double[] actual = precision == Precision.Double ? session.Run("reconstruction", Images.ToMatrix<double>())
            : offset == 0 ? [.. session.Run("reconstruction", Images.ToMatrix<float>()).Select(x => (double)x)] : session.Run<float, double>("reconstruction", Images.ToMatrix<float>());
        Close(expected, [.. actual.Select(x => x - offset)], precision == Precision.Double ? 1e-12 : 1e-5);
        Assert.Contains("has no error", Assert.Throws<NotSupportedException>(() => Bytes(model, All)).Message, StringComparison.Ordinal);
    }

    // Rows that rebuild others are encoded as they are, whether the others are as wide or not.
    [Theory, InlineData(5), InlineData(784)]
    public void Graph_of_a_transcoder_of_few_codes_takes_nothing_off_rows(int width)
    {
        var (images, targets) = (Images.ToMatrix<float>(), new Matrix<float>(Images.Count, width));
        for (var r = 0; r < targets.Rows; r++)
            for (var j = 0; j < width; j++) targets[r, j] = 3 + images[r, (j + 400) % 784];
        var options = TrainingOptions.For(new TopKOptions { L0 = 4 }, 24) with { Scaling = new NoScaling(), Optimizer = new AdamOptions { Epochs = 3, Batch = 20 } };
        using var pairs = Rows.Paired(Images, Rows.From(targets));
        var model = SparseAutoencoder.Train(pairs, options, cancellation: TestContext.Current.CancellationToken);
        Assert.Contains(model.DecoderBiases, bias => Math.Abs(bias) > 0.001);
        using var session = new OnnxSession(Bytes(model));
        Close(model.Encode(Images).ToMatrix<float>().All.ToArray(), session.Run("codes", images), 1e-4);
        Close(model.Reconstruct(Images).ToMatrix<float>().All.ToArray(), session.Run("reconstruction", images), 1e-4);
    }

    [Fact]
    public void Description_sizes_and_config_are_in_the_file()
    {
        var model = Learn(new TrainingOptions { Scaling = new MinMaxScaling() });
        var bytes = Bytes(model);
        using var session = new OnnxSession(bytes);
        Assert.Equal([-1, 784], session.Inputs["rows"].Dimensions);
        Assert.Equal("rows", session.Inputs["rows"].SymbolicDimensions[0]);
        Assert.Equal(["codes", "reconstruction"], session.Outputs.Keys.Order());
        Assert.Equal((24, 784), (session.Outputs["codes"].Dimensions[1], session.Outputs["reconstruction"].Dimensions[1]));
        Assert.Equal(("SparseAutoencoders", model.Description), (session.Metadata.ProducerName, session.Metadata.CustomMetadataMap["config"]));
        Assert.StartsWith("Sparse autoencoder: 784 inputs, 24 sigmoid hidden units held near a mean activation of 0.05, sigmoid decoder, scaling minmax.", session.Metadata.Description, StringComparison.Ordinal);
        foreach (var text in (string[])["Rows as the model was trained on", "Activations of the 24 hidden units", "The rows as the model gives them back"])
            Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) > 0, text);
        Assert.Equal((0x08, OnnxModel.IrVersion), ((int)bytes[0], (int)bytes[1]));
        Assert.True(bytes.AsSpan().IndexOf((byte[])[0x42, 4, 0x0A, 0, 0x10, OnnxModel.Opset]) > 0);
    }

    [Fact]
    public void Same_model_gives_the_same_bytes_and_the_file_holds_them()
    {
        using var folder = new TestFolder();
        var model = Learn(new TrainingOptions { Decoder = OutputFunction.Linear, Scaling = new ZcaScaling() });
        model.Save(folder["m.safetensors"]);
        OnnxModel.Write(SparseAutoencoder.Load(folder["m.safetensors"]), folder["m.onnx"], All);
        Assert.Equal(Bytes(model, All), File.ReadAllBytes(folder["m.onnx"]));
    }

    [Fact]
    public void Outputs_that_are_not_asked_for_are_not_computed()
    {
        using var session = new OnnxSession(Bytes(Learn(new TrainingOptions()), OnnxOutputs.Codes));
        Assert.Equal(["codes"], session.Outputs.Keys);
        Assert.True(Bytes(Learn(new TrainingOptions()), OnnxOutputs.Codes).Length < 100_000);      // 784 x 24 weights in float are 75 kB; the decoder's are as many again
    }

    [Theory, InlineData((OnnxOutputs)0), InlineData((OnnxOutputs)9)]
    public void Outputs_that_are_none_are_refused(OnnxOutputs outputs) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Bytes(Learn(new TrainingOptions()), outputs));

    // A sum of so many products in single precision depends on their order; either side is as far from the exact codes as from the other.
    private static void Compare<T>(SparseAutoencoder model, IRows source) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var session = new OnnxSession(Bytes(model, All));
        var rows = source.ToMatrix<T>();
        var near = typeof(T) == typeof(double) ? 1e-12 : 4 * Math.Sqrt(model.Inputs) * (1.0 / (1 << 23));
        Close(model.Encode(source).ToMatrix<T>().All.ToArray(), session.Run("codes", rows), near);
        Close(model.Reconstruct(source).ToMatrix<T>().All.ToArray(), session.Run("reconstruction", rows), near);
        var scores = model.Score(source).ToMatrix<T>();
        Close([.. Enumerable.Range(0, scores.Rows).Select(r => scores[r, 0])], session.Run("error", rows), near);
    }

    // Relative to the range of what is compared: 1 for codes and images.
    private static void Close<T>(T[] expected, T[] actual, double near) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.Equal(expected.Length, actual.Length);
        var range = Math.Max(1, double.CreateChecked(expected.Max()));
        for (var i = 0; i < expected.Length; i++) Assert.Equal(double.CreateChecked(expected[i]), double.CreateChecked(actual[i]), near * range);
    }

    private static SparseAutoencoder Learn(TrainingOptions options) =>
        SparseAutoencoder.Train(Images, options with { HiddenUnits = 24, Optimizer = new AdamOptions { Epochs = 3, Batch = 20 } }, cancellation: TestContext.Current.CancellationToken);

    private static byte[] Bytes(SparseAutoencoder model, OnnxOutputs outputs = OnnxOutputs.Codes | OnnxOutputs.Reconstruction)
    {
        using var stream = new MemoryStream();
        OnnxModel.Write(model, stream, outputs);
        return stream.ToArray();
    }
}
